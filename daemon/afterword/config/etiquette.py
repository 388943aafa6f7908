"""``[follow_up]``: the numbers of the etiquette; what is not named is as ``FollowUpSettings`` has it."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo, field_validator

from afterword.config.values import Duration, Table
from afterword.durations import day_span, hours_between
from afterword.model import FollowUpSettings, QuietHours, Span

_DEFAULTS = FollowUpSettings()

Days = Annotated[
    Span,
    PlainValidator(day_span),
    Field(description='a number of days, weeks or months, such as "5 working days" or "1 week"'),
]
Hours = Annotated[
    QuietHours | None,
    PlainValidator(hours_between),
    Field(description='two times of day, such as "21:00-07:00", or "none"'),
]


class FollowUp(Table):
    """``[follow_up]``: the numbers of the etiquette."""

    thank_you_after: Duration = _DEFAULTS.thank_you_after
    thank_you_within: Duration = _DEFAULTS.thank_you_within
    default_feedback_after: Days = _DEFAULTS.default_feedback_after
    chaser_after: Duration = _DEFAULTS.chaser_after
    final_chaser_after: Duration = _DEFAULTS.final_chaser_after
    quiet_hours: Hours = _DEFAULTS.quiet_hours
    thank_coordinators: bool = Field(default=_DEFAULTS.thank_coordinators, description="true or false, without quotes")
    feedback_request: bool = Field(default=_DEFAULTS.feedback_request, description="true or false, without quotes")
    debrief: bool = Field(default=_DEFAULTS.debrief, description="true or false, without quotes")
    look_back: Duration = _DEFAULTS.look_back
    invite_look_back: Duration = _DEFAULTS.invite_look_back

    @field_validator("thank_you_within")
    @classmethod
    def _room_for_a_thank_you(cls, within: timedelta, info: ValidationInfo) -> timedelta:
        if within <= info.data.get("thank_you_after", timedelta()):
            raise ValueError("must be longer than thank_you_after, or no thank-you could ever be placed")
        return within

    @field_validator("final_chaser_after", "look_back", "invite_look_back")
    @classmethod
    def _a_day_at_least(cls, length: timedelta) -> timedelta:
        if length < timedelta(days=1):
            raise ValueError("must be one day at least")
        return length
