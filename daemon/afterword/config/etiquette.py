"""``[follow_up]``: the numbers of the etiquette; what is not named is as ``FollowUpSettings`` has it."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from afterword.config.tables import Before, Read, Table
from afterword.config.values import Duration
from afterword.durations import day_span, hours_between
from afterword.model import FollowUpSettings, QuietHours, Span

_DEFAULTS = FollowUpSettings()

Days = Annotated[
    Span, Read(day_span), Meta(description='a number of days, weeks or months, such as "5 working days" or "1 week"')
]
Hours = Annotated[
    QuietHours | None, Read(hours_between), Meta(description='two times of day, such as "21:00-07:00", or "none"')
]
Switch = Annotated[bool, Meta(description="true or false, without quotes")]


def _room_for_a_thank_you(within: timedelta, before: Before) -> timedelta:
    if within <= before.get("thank_you_after", timedelta()):
        raise ValueError("must be longer than thank_you_after, or no thank-you could ever be placed")
    return within


def _a_day_at_least(length: timedelta, _: Before) -> timedelta:
    if length < timedelta(days=1):
        raise ValueError("must be one day at least")
    return length


class FollowUp(Table, frozen=True, kw_only=True):
    """``[follow_up]``: the numbers of the etiquette."""

    thank_you_after: Duration = _DEFAULTS.thank_you_after
    thank_you_within: Annotated[Duration, _room_for_a_thank_you] = _DEFAULTS.thank_you_within
    default_feedback_after: Days = _DEFAULTS.default_feedback_after
    chaser_after: Duration = _DEFAULTS.chaser_after
    final_chaser_after: Annotated[Duration, _a_day_at_least] = _DEFAULTS.final_chaser_after
    quiet_hours: Hours = _DEFAULTS.quiet_hours
    thank_coordinators: Switch = _DEFAULTS.thank_coordinators
    feedback_request: Switch = _DEFAULTS.feedback_request
    debrief: Switch = _DEFAULTS.debrief
    look_back: Annotated[Duration, _a_day_at_least] = _DEFAULTS.look_back
    invite_look_back: Annotated[Duration, _a_day_at_least] = _DEFAULTS.invite_look_back
