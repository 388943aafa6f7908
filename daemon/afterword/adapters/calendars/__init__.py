"""Calendars: what has changed in them since a bookmark, from a CalDAV server, a file, a folder or a feed.

Read only, but for the agenda (``agenda/``). Nothing here understands an event: what comes out is iCalendar, one object
for each event.
"""

from collections.abc import Callable

from afterword.adapters.calendars.changes import CalendarObject, CalendarSource, Changes, Window
from afterword.config import Calendar, CalendarType

__all__ = ["CalendarObject", "CalendarSource", "Changes", "Window", "open_calendar"]


def open_calendar(calendar: Calendar, secret: Callable[[], str]) -> CalendarSource:
    """The source of a configured calendar; it connects when it is first read.

    ``secret`` gives the password, the token or the secret address, or raises ``LoginRefused``.
    """
    # Here and not above: most people have no calendar configured, and none needs both.
    if calendar.type is CalendarType.CALDAV:
        from afterword.adapters.calendars.caldav import CaldavServer

        return CaldavServer(calendar, secret)
    from afterword.adapters.calendars.files import Feed, Files

    return Files(calendar.name, calendar.path) if calendar.path else Feed(calendar, secret)
