"""When a mail is best sent (T3): not in the quiet hours of whoever reads it (``follow_up.quiet_hours``)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from afterword.decide.workdays import ONE_DAY
from afterword.model import QuietHours


def out_of_quiet_hours(moment: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> datetime:
    """``moment``, or where it lies in quiet hours by the clock of ``zone``, their end."""
    if quiet is None:
        return moment
    local = moment.astimezone(zone)
    over_midnight = quiet.end < quiet.begin
    if over_midnight and local.time() >= quiet.begin:
        day = local.date() + ONE_DAY
    elif local.time() < quiet.end and (over_midnight or local.time() >= quiet.begin):
        day = local.date()
    else:
        return moment
    end = datetime.combine(day, quiet.end, zone)
    # Compared as instants: in the night when clocks are set back, a later instant can have the earlier time of day.
    return end if end.astimezone(UTC) > moment.astimezone(UTC) else moment
