"""What can go wrong, and what each kind of fault means for the caller.

    AfterwordError
    ├── UserError            the user can mend it; said without a traceback
    │   ├── UsageError           exit 64   wrong arguments
    │   ├── NothingFound         exit 69   no such interview, application or file
    │   ├── NoServiceManager     exit 69   nothing here could keep the service running
    │   ├── AnotherRuns          exit 75   a second service on the same state
    │   ├── LoginRefused         exit 77   the server does not take the secret
    │   ├── ConfigError          exit 78   every fault of the file, together
    │   └── StateUnusable        exit 78   the state folder or the ledger in it cannot be used
    │       └── LedgerDamaged    exit 75   it was found damaged; the next start begins a new one
    ├── Transient            try again later, with back-off; exit 75 under ``run --once``
    │   ├── MailboxChanged       look again before any write
    │   └── StillBusy            a server takes its time; the others do not wait for it
    ├── BadMessage           one message that cannot be read; it is set aside, the rest goes on
    └── UnfitText            a text that fails its proofread; that draft is not placed, the rest goes on

Anything else is a bug: the program ends, and the service manager starts it again.
"""

from collections.abc import Sequence


class AfterwordError(Exception):
    """Root of every error that the program raises on purpose."""


class UserError(AfterwordError):
    """Something that the user can mend. ``str()`` says what, and how; ``status`` is the exit status."""

    status = 64


class UsageError(UserError):
    """The command line makes no sense (exit 64, EX_USAGE)."""


class NothingFound(UserError):
    """What was asked about does not exist (exit 69, EX_UNAVAILABLE)."""

    status = 69


class NoServiceManager(UserError):
    """No systemd or launchd that would do what was asked (exit 69, EX_UNAVAILABLE)."""

    status = 69


class AnotherRuns(UserError):
    """Another process writes to the same state (exit 75, EX_TEMPFAIL)."""

    status = 75


class LoginRefused(UserError):
    """The server refused the secret, or no secret was found (exit 77, EX_NOPERM).

    ``text`` says what is wrong and ``mend``, where it is known, what to do; ``str()`` says both.
    """

    status = 77

    def __init__(self, text: str, mend: str | None = None) -> None:
        super().__init__(f"{text} {mend}" if mend else text)
        self.text, self.mend = text, mend


class ConfigError(UserError):
    """The configuration cannot be used (exit 78, EX_CONFIG). ``faults`` names every fault, one a line."""

    status = 78

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class StateUnusable(UserError):
    """The state folder cannot be written, or its ledger is damaged or from a newer version (exit 78, EX_CONFIG).

    78 as for the configuration: starting again does not mend it.
    """

    status = 78


class LedgerDamaged(StateUnusable):
    """The ledger is damaged, and a copy of it is kept (exit 75, EX_TEMPFAIL).

    75 and not 78: a service that finds it so, and is started again, begins a new one.
    """

    status = 75


class Transient(AfterwordError):
    """A server that cannot be reached or talks nonsense just now: nothing is concluded from it."""


class MailboxChanged(Transient):
    """The mailbox is not the one that was looked at (UIDVALIDITY, or suddenly empty): look again before any write."""


class StillBusy(Transient):
    """What an account was asked is not answered yet. No fault: the question stands, and the answer wakes us."""


class BadMessage(AfterwordError):
    """A message that cannot be read. ``str()`` is the reason, free of the message's own text."""


class UnfitText(AfterwordError):
    """A text of ours that must not be placed (T8). ``faults`` names every fault, one a line, free of mail text."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)
