"""What the doctor finds, and how it is said."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from afterword.errors import ConfigError, LoginRefused

# The faults that decide the exit status, the gravest first.
_GRAVEST_FIRST = (ConfigError.status, LoginRefused.status, 75)


class Mark(StrEnum):
    """How a finding is to be taken: all is well; it works, with a restriction; it does not work."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


class Finding(Struct, frozen=True):
    """One thing that was looked at. ``mend`` says what to do; ``status`` is the exit status of a fault, else 0."""

    check: str
    mark: Mark
    text: str
    account: str | None = None
    mend: str | None = None
    status: int = 0


def line(finding: Finding) -> str:
    """A finding for people, on a second line its mend."""
    where = f"{finding.account}: " if finding.account else ""
    said = f"{finding.mark.value:<5}  {where}{finding.text}"
    return f"{said}\n       -> {finding.mend}" if finding.mend else said


def verdict(findings: Iterable[Finding]) -> str:
    """Whether it will work, in one line."""
    faults = sum(finding.mark is Mark.FAULT for finding in findings)
    if faults:
        return f"It will not work yet: {faults} {'fault' if faults == 1 else 'faults'} to mend."
    notes = sum(finding.mark is Mark.NOTE for finding in findings)
    return f"It will work; {notes} {'note' if notes == 1 else 'notes'} above." if notes else "It will work."


def status_of(findings: Iterable[Finding]) -> int:
    """0, or the exit status of the gravest fault."""
    found = {finding.status for finding in findings if finding.mark is Mark.FAULT}
    return next((status for status in _GRAVEST_FIRST if status in found), 0)
