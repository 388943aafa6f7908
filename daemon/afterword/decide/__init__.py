"""Facts and the clock in, wishes and actions out. No clock of its own, no I/O."""

from afterword.decide.matching import Directory, Match
from afterword.decide.workdays import WorkCalendar, promised_day

__all__ = ["Directory", "Match", "WorkCalendar", "promised_day"]
