"""The proof of a new configuration or secret: the doctor's own checks, before anything is written for good."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

from msgspec import Struct

from afterword.adapters.credentials import kept
from afterword.cli.doctor import findings_about
from afterword.cli.findings import Finding, Mark, line
from afterword.config import AGENDA, NOTIFY, Account, Calendar, Config
from afterword.errors import LoginRefused, Transient

_BARRING = frozenset({"secret", "login", "connection"})
_TEMPORARY = 75


class Secret(Struct, frozen=True):
    """A secret that is to be kept in the keyring; ``text`` None: a command prints it."""

    text: str | None = None

    def __repr__(self) -> str:
        return "Secret(...)"


@contextmanager
def proved(config: Config, source: Account | Calendar, secret: Secret) -> Iterator[list[Finding]]:
    """What the doctor finds, printed as it goes; within this the secret of ``source`` is kept, for good if nothing
    raises.

    :raises LoginRefused: no login with this secret; the keyring is as it was.
    :raises Transient: the server cannot be reached; the keyring is as it was.
    """
    with nullcontext() if secret.text is None else kept(source, secret.text):
        findings = looked_at(config)
        for finding in findings:
            if _bars(finding, source):
                said = f"{finding.text} {finding.mend or ''}".strip()
                kind = Transient if finding.status == _TEMPORARY else LoginRefused
                raise kind(f"{said} Nothing was written.")
        yield findings


def looked_at(config: Config) -> list[Finding]:
    """What the doctor finds, printed as it goes."""
    findings = []
    for finding in findings_about(config, datetime.now(UTC)):
        print(line(finding), flush=True)
        findings.append(finding)
    return findings


def _bars(finding: Finding, source: Account | Calendar) -> bool:
    """Does it show that the secret does not serve, or may not serve?"""
    if finding.check == {AGENDA: "agenda", NOTIFY: "notices"}.get(source.name):
        return finding.mark is not Mark.OK  # for the doctor that is no fault, as drafts come without it
    return finding.mark is Mark.FAULT and finding.check in _BARRING
