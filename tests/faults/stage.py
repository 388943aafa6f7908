"""A story in two passes, played with an engine in this process: what is there at its end, and what `status` would say.

    with Stage(mailbox, port, folder) as stage:
        stage.interviewed()            # an invite has come, the interview is over
        report = stage.look(AFTER)
        stage.rejected()               # the user has edited a draft, and the company says no
        report = stage.look(LATER)

The clock is an argument of a pass, so that none has to be moved.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from afterword import compose
from afterword.adapters.ledger import Ledger, read_last_pass
from afterword.config import Config
from afterword.engine.passes import Engine, PassReport
from afterword.engine.state import state_of
from afterword.model import Reach
from tests.scenarios.letters import PANEL, PRIYA, SAM, TOM, Event, google_invite, rejection
from tests.scenarios.world import moment
from tests.servers.mailbox import DRAFTS, TRASH, Mailbox, parse

AMARA = PANEL[0]
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), [PRIYA, TOM, AMARA])
INVITED = moment("2025-11-18 09:30")
AFTER, LATER = moment("2025-11-25 16:05"), moment("2025-11-25 16:35")
MINUTE = dt.timedelta(minutes=1)
INVITE, REJECTION = google_invite(INTERVIEW, INVITED), rejection(AFTER + 20 * MINUTE)
OWN_WORDS = "Dear Amara,\n\nmy own words.\n"

_CONFIG = """\
state_dir = "{state}"
[me]
name = "Sam Rivera"
addresses = ["{owner}"]
time_zone = "Europe/London"
country = "GB"
[[account]]
name = "personal"
host = "{host}"
port = {port}
security = "none"
username = "{user}"
"""


Lying = tuple[int, frozenset[str], bytes]
"""UID, flags and bytes of a message."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that must be the same in the end, whatever happened on the way."""

    drafts: tuple[tuple[str, str], ...]
    """What lies in Drafts, flagged as deleted or not: to whom, and the digest of what it says."""
    trash: tuple[tuple[str, str], ...]
    others: dict[str, list[Lying]]
    """Everything in every other folder: UID, flags, bytes."""
    follow_ups: tuple[tuple[str, str, str], ...]
    """Kind, address, state: as `status` has it."""
    own: int
    """How many drafts are byte by byte what the user has saved."""


class Stage:
    """A mailbox, the engine before it through `port`, and its ledger in `folder`. The engine keeps its connections."""

    def __init__(self, mailbox: Mailbox, port: int, folder: Path, state: str = "state") -> None:
        self.mailbox, self.state = mailbox, folder / state
        text = _CONFIG.format(state=self.state, owner=SAM.email, host=mailbox.server.host, port=port, user=mailbox.user)
        self.config = Config.from_toml(text, folder)
        self._own: bytes | None = None
        self.start()

    def start(self) -> None:
        """Open the ledger, with a new engine."""
        self.ledger = Ledger.open(self.state)
        self.engine = Engine(self.config, self.ledger, lambda _: self.mailbox.password)

    def stop(self) -> None:
        """Log out, and let go of the ledger."""
        self.engine.close()
        self.ledger.close()

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # --- The story ---

    def interviewed(self) -> None:
        """The invite is there."""
        self.mailbox.deliver(INVITE)

    def rejected(self) -> None:
        """The user makes one of the drafts their own, and the company says no."""
        self.mailbox.clock = lambda: AFTER + 10 * MINUTE
        (draft,) = [one for one in self.mailbox.drafts() if one.to == [AMARA.email]]
        uid = self.mailbox.edit_draft(draft.uid, OWN_WORDS)
        self._own = self.mailbox.message(uid, DRAFTS).raw
        self.mailbox.deliver(REJECTION)

    def look(self, now: dt.datetime) -> PassReport:
        """One pass."""
        return self.engine.run_pass(now)

    # --- What is seen ---

    def seen(self, now: dt.datetime) -> Seen:
        """What is there now."""
        lying = self.mailbox.snapshot()
        drafts, trash = (lying.pop(name, []) for name in (DRAFTS, TRASH))
        shown = [one for items in state_of(self.ledger, self.config, now).follow_ups.values() for one in items]
        return Seen(
            drafts=_contents(drafts),
            trash=_contents(trash),
            others=lying,
            follow_ups=tuple(sorted((one.key.kind, one.recipient.email or "", one.state) for one in shown)),
            own=sum(raw == self._own for _, _, raw in drafts),
        )

    def said(self) -> tuple[Reach, str | None, dt.datetime | None]:
        """What `status` says of the account: its state, the problem, and when it was last served in full."""
        account = self.ledger.accounts()["personal"]
        return account.state, account.problem, read_last_pass(self.state).get("personal")


def _contents(lying: list[Lying]) -> tuple[tuple[str, str], ...]:
    """To whom each message goes, and what it says, whatever it is called and whenever it was written."""
    return tuple(sorted((str(parse(raw)["To"]), compose.digest(raw)) for _, _, raw in lying))
