"""Run in a child before the program: no file may grow beyond `$ROOM` bytes, as on a disk that is full."""

import os
import resource


def arm() -> None:
    """Take the room away."""
    room = int(os.environ["ROOM"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
