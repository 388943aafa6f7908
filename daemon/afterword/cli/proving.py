"""The proof of a new configuration: the doctor's own checks, before anything is written for good."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from afterword.adapters.credentials import kept
from afterword.cli.doctor import Finding, Mark, findings_about, line
from afterword.config import Config
from afterword.errors import LoginRefused, Transient

_BARRING = frozenset({"secret", "login", "connection"})


@dataclass(frozen=True, slots=True)
class Secret:
    """The password of the first account, to be kept in the keyring; ``text`` None: a command prints it."""

    text: str | None = None

    def __repr__(self) -> str:
        return "Secret(...)"


@contextmanager
def proved(config: Config, secret: Secret) -> Iterator[list[Finding]]:
    """What the doctor finds, printed as it goes; within this the password is kept, and for good if nothing raises.

    :raises LoginRefused: no login with this password; the keyring is as it was.
    :raises Transient: the server cannot be reached; the keyring is as it was.
    """
    with nullcontext() if secret.text is None else kept(config.account[0], secret.text):
        findings = []
        for finding in findings_about(config, datetime.now(UTC)):
            print(line(finding), flush=True)
            findings.append(finding)
        for finding in findings:
            if finding.mark is Mark.FAULT and finding.check in _BARRING:
                said = f"{finding.text} {finding.mend or ''}".strip()
                kind = LoginRefused if finding.status == LoginRefused.status else Transient
                raise kind(f"{said} Nothing was written.")
        yield findings
