"""Watching many mailboxes for news, on one thread."""

from afterword.adapters.watch.connection import Line, Pace, Watched, retry_after, seconds_asleep, suggested_wait
from afterword.adapters.watch.watcher import Watcher

__all__ = ["Line", "Pace", "Watched", "Watcher", "retry_after", "seconds_asleep", "suggested_wait"]
