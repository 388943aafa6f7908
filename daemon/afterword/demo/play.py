"""The play: some weeks of a job search in about a minute. Only the clock is not real."""

import email
import email.policy
import textwrap
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from afterword.adapters.ledger import Ledger
from afterword.config import Config
from afterword.demo import story
from afterword.demo.server import DRAFTS, HOST, PASSWORD, TRASH, USER, Lying, MailProgram, MailServer
from afterword.engine.passes import Engine
from afterword.engine.state import state_of
from afterword.model import FollowUpState

Say = Callable[[str], None]
_said = partial(print, flush=True)  # also into a pipe, as it happens


def play(now: datetime, *, pause: float, keep: bool, say: Say = _said) -> None:
    """Play it. ``now`` is the real time, from which the days of the story are counted; ``pause`` is in seconds.

    With ``keep`` the mail server stays up until Ctrl-C. Raises ``UserError`` where the server is not installed.
    """
    with MailServer() as server, TemporaryDirectory(prefix="afterword-demo-") as folder:
        if keep:
            say(_address(server.port))
        config = _config(Path(folder), server.port)
        with Ledger.open(config.state_dir) as ledger:
            engine = Engine(config, ledger, lambda _: PASSWORD)
            try:
                _Stage(engine, MailProgram(server.port), pause, say).perform(now)
            finally:
                engine.close()
        if keep:
            _keep(server.port, say)


def _config(folder: Path, port: int) -> Config:
    return Config.from_toml(
        f"""
        state_dir = "{folder / "state"}"
        [me]
        name = "Sam Rivera"
        addresses = ["{story.OWNER}"]
        time_zone = "UTC"
        [follow_up]
        debrief = false
        [[account]]
        name = "demo"
        host = "{HOST}"
        port = {port}
        security = "none"
        username = "{USER}"
        """,
        folder,
    )


class _Stage:
    """The mailbox, the program, and the clock of the story."""

    def __init__(self, engine: Engine, program: MailProgram, pause: float, say: Say) -> None:
        self.engine, self.program, self.pause, self.say = engine, program, pause, say

    def perform(self, now: datetime) -> None:
        """All scenes, in order."""
        start = story.next_tuesday(now) + timedelta(hours=5)
        promised = start + timedelta(days=10)  # a Friday
        written = start - timedelta(days=5)
        self.say("A mail server runs inside this program, and its mailbox is empty. Days pass in seconds now.\n")

        self._scene(written, "Ruth Calder, a recruiter, sends an invite: an interview with Maya Okafor and Jonas Lind.")
        self.program.deliver(story.invite(written, start, promised), written)
        self._pass(written + timedelta(minutes=1))
        self._plans(written)

        self._scene(start + timedelta(hours=1), "The interview ends. Nothing yet: you have not left the building.")
        self._pass(start + timedelta(hours=1))
        self._drafts()

        later = start + timedelta(hours=2)
        self._scene(later, "One hour later a thank-you waits in Drafts for each interviewer.")
        self._pass(later)
        drafts = self._drafts(texts=True)

        evening = later + timedelta(hours=3)
        self._scene(evening, "You send the one to Maya from your mail program, and leave the other for now.")
        self.program.send(next(one for one in drafts if b"maya.okafor@" in one.raw), evening)
        self._pass(evening)
        self._drafts()

        self._scene(promised + timedelta(hours=8), "The day on which they promised to answer passes in silence.")
        self._pass(promised + timedelta(hours=8))
        self._drafts()

        chasing = promised.replace(hour=9) + timedelta(days=3)
        self._scene(chasing, "On the next working morning after 48 hours a friendly reminder to Ruth waits in Drafts.")
        self._pass(chasing)
        self._drafts(texts=True)

        answered = chasing + timedelta(hours=2)
        said = "Before you have sent it, Ruth answers: they have chosen somebody else."
        self._scene(answered, f"{said} The reminder goes; a note waits that thanks, and asks where you fell short.")
        self.program.deliver(story.rejection(answered), answered)
        self._pass(answered + timedelta(seconds=2))
        self._drafts(texts=True)
        self._plans(answered)
        self.say(f"What was taken out of Drafts lies in Trash ({len(self.program.lying_in(TRASH))}). Nothing was sent.")

    def _scene(self, at: datetime, text: str) -> None:
        time.sleep(self.pause)
        self.say(f"{at:%a %d %b %Y, %H:%M}   {text}")

    def _pass(self, at: datetime) -> None:
        self.engine.run_pass(at.astimezone(UTC))

    def _plans(self, at: datetime) -> None:
        state = state_of(self.engine.ledger, self.engine.config, at)
        for standing in state.outlook.standings:
            application = standing.case.application
            self.say(f"    {application.company}, {application.role}: {standing.state} ({standing.reason})")
        for item in (one for items in state.follow_ups.values() for one in items):
            due = f" on {item.due:%a %d %b, %H:%M}" if item.due and item.state is FollowUpState.PLANNED else ""
            kind = item.key.kind.replace("_", " ")
            self.say(f"    {item.state} {kind} to {item.recipient.name or item.recipient.email}{due}: {item.reason}")
        self.say("")

    def _drafts(self, *, texts: bool = False) -> list[Lying]:
        drafts = self.program.lying_in(DRAFTS)
        if not drafts:
            self.say("    Drafts is empty.")
        for draft in drafts:
            message = email.message_from_bytes(draft.raw, policy=email.policy.default)
            self.say(f"    Drafts: to {message['To']}: “{message['Subject']}”")
            if texts:
                body = message.get_content().strip()
                wrapped = "\n".join(textwrap.fill(line, 96) for line in body.splitlines())
                self.say(textwrap.indent(wrapped, "        | ", lambda _: True))
        self.say("")
        return drafts


def _address(port: int) -> str:
    return (
        f"Look at it with your own mail program, now or later:\n"
        f"    IMAP server {HOST}, port {port}, no encryption, user “{USER}”, password “{PASSWORD}”\n"
        f"    or: mutt -f imap://{USER}:{PASSWORD}@{HOST}:{port}/INBOX\n"
    )


def _keep(port: int, say: Say) -> None:
    say(f"\nThe mail server stays up. {_address(port)}Ctrl-C ends it, and all that is in it.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        say("")
