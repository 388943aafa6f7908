"""Runs `afterword` as its console script does, with every connection and every program that it starts written down.

    python audited.py FILE ARGUMENT...

An audit hook (PEP 578) cannot be taken away again, and sees what libraries do as well.
"""

import sys
from pathlib import Path

WATCHED = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg")


def watch(file: Path) -> None:
    """From now on, write down to `file` what leaves this process."""
    stream = file.open("a", buffering=1)

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in WATCHED:
            at = 0 if event in ("socket.getaddrinfo", "socket.gethostbyname") else 1
            stream.write(f"{event} {arguments[at]!r}\n")
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            stream.write(f"{event} {arguments[0]!r}\n")

    sys.addaudithook(note)


if __name__ == "__main__":
    watch(Path(sys.argv.pop(1)))
    from afterword.cli.main import main

    sys.exit(main())
