"""What is said to a server and heard of it, fit for the log (`--verbose`): no secret, and nothing of a mail's text.

Before the login only commands without a secret are shown whole; of what comes back after one with a secret, the status
alone, since some servers repeat what they refuse. After it literals are shown by their size, and of what is fetched no
string: they are mail.
"""

import re

LONGEST = 200

_COMMAND = re.compile(rb"([A-Z]+\d+) ([A-Za-z]+(?: [A-Za-z]+)?)(.*)", re.DOTALL)
_WITHOUT_A_SECRET = frozenset({b"CAPABILITY", b"STARTTLS", b"NOOP", b"ID", b"LOGOUT"})
_STATUS = re.compile(rb"(?:\S+ (?:OK|NO|BAD)(?: \[[A-Za-z-]+\])?|\+|\* (?:CAPABILITY|OK|BYE|PREAUTH))", re.IGNORECASE)

_FETCHED = re.compile(rb"\* \d+ FETCH ", re.IGNORECASE)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


def as_sent(data: bytes, *, logged_in: bool) -> str:
    """What is sent, as one line."""
    command = _COMMAND.match(data)
    if logged_in:
        if command or data.strip() == b"DONE":
            return _short(data)
        return f"({len(data)} bytes)"
    if command is None:
        return "***"
    verb = command[2].upper()
    if verb.split()[0] in _WITHOUT_A_SECRET:
        return _short(data)
    shown = b" ".join(verb.split()[: 2 if verb.startswith(b"AUTHENTICATE") else 1])
    return f"{command[1].decode('ascii')} {shown.decode('ascii')} ***"


def as_heard(line: bytes, *, secret_was_sent: bool) -> str:
    """What came, as one line."""
    if not secret_was_sent:
        return _short(_STRING.sub(b'"..."', line) if _FETCHED.match(line) else line)
    status = _STATUS.match(line)
    return f"{status[0].decode('ascii')} ***" if status else "***"


def sends_a_secret(data: bytes) -> bool:
    """Is this, before the login, something that a server might repeat?"""
    return as_sent(data, logged_in=False).endswith("***")


def _short(data: bytes) -> str:
    text = data.rstrip(b"\r\n").decode("utf-8", "replace")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(data)} bytes)"
