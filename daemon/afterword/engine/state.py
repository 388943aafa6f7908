"""What is known at a moment and what follows from it, as the ledger has it. Reads nothing else, and writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from afterword.adapters.ledger import Ledger
from afterword.config import Config
from afterword.decide import Folding, Judging, Known, Outlook, Rows, SentMail, as_undone, follow_ups, with_present_ids
from afterword.model import Application, Draft, FollowUp, Key, Observation, Wanted, Wish


class State(Struct, frozen=True, dict=True):
    """All that a decision depends on, and what was decided."""

    observations: tuple[Observation, ...]
    known: Known
    sent: SentMail
    rows: Rows
    outlook: Outlook

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The ledger's rows, oldest first."""
        return self.rows.everything

    @cached_property
    def in_play(self) -> "State":
        """The state without the applications that have come to their end, and their drafts."""
        if not self.rows.over:
            return self
        return replace(self, rows=Rows(self.rows.in_play), outlook=self.outlook.in_play)

    @cached_property
    def follow_ups(self) -> Mapping[str, tuple[FollowUp, ...]]:
        """Those of each application, by its id."""
        shown: dict[str, list[FollowUp]] = {}
        for one in follow_ups(self.outlook.wishes, self.drafts):
            shown.setdefault(one.key.application, []).append(one)
        return {name: tuple(items) for name, items in shown.items()}


def state_of(ledger: Ledger, config: Config, now: datetime, unread: Iterable[str] = ()) -> State:
    """What is known, and what follows from it at ``now``. ``unread`` are accounts that could not be read just now."""
    return Thinking(ledger, config).state(now, unread)


class Thinking:
    """``state_of`` for who asks again and again: only what has changed since is worked out anew."""

    def __init__(self, ledger: Ledger, config: Config) -> None:
        self._ledger, self._config = ledger, config
        self._folding, self._judging = Folding(), Judging(config.owner, config.settings)
        self._placed: dict[str, Application] = {}  # by id, with its mailbox
        self._applications: tuple[Application, ...] = ()
        self._folded, self._known, self._known_to_rows = Known(), Known(), Known()
        self._sent = SentMail()
        self._written: tuple[Draft, ...] = ()
        self._rows = Rows()

    def known(self) -> Known:
        """What all facts add up to, those included that no pass has taken up yet."""
        return self._known_of(self._observations())

    def state(self, now: datetime, unread: Iterable[str] = ()) -> State:
        """What is known, and what follows from it at ``now``."""
        observations, written = self._observations(), self._ledger.drafts()
        known = self._known_of(observations)
        drafts = self._rows.everything
        if written is not self._written or known is not self._known_to_rows:
            drafts = as_undone(with_present_ids(written, known.applications), known.undone)
            self._written, self._known_to_rows = written, known
        view = self._judging.outlook(known, drafts, now, tuple(unread))
        if drafts is not self._rows.everything or view.over != self._rows.over:
            self._rows = Rows(drafts, view.over)
        view = view.with_wishes(_told_by_their_words(view.in_play.wishes, self._rows.in_play, self._config))
        return State(observations, known, self._sent, self._rows, view)

    def _observations(self) -> tuple[Observation, ...]:
        pending = self._ledger.pending()
        return (*self._ledger.observations(), *pending) if pending else self._ledger.observations()

    def _known_of(self, observations: tuple[Observation, ...]) -> Known:
        folded = self._folding.known(observations)
        if folded is not self._folded:
            if folded.sent is not self._sent.messages:
                self._sent = SentMail(folded.sent)
            if folded.applications is not self._folded.applications:
                self._put_in_their_mailboxes(folded.applications)
                self._applications = tuple(self._placed.values())
            self._known = replace(folded, applications=self._applications)
            self._folded = folded
        return self._known

    def _put_in_their_mailboxes(self, applications: Sequence[Application]) -> None:
        before = {one.id: one for one in self._folded.applications}
        placed = self._placed
        self._placed = {
            one.id: placed[one.id] if before.get(one.id) is one else _with_mailbox(one, self._config)
            for one in applications
        }


def _told_by_their_words(wishes: Sequence[Wish], drafts: Iterable[Draft], config: Config) -> dict[Key, Wish]:
    """Of the wishes that are wanted and not begun those that their text changes: held where it is not fit (T8), or with
    a remark on it. Words are loaded only where they are needed."""
    wanted = {wish.key: wish for wish in wishes if wish.wanted is Wanted.YES}
    if wanted:
        applications = {key.application for key in wanted}
        begun = {draft.key for draft in drafts if draft.key.application in applications}
        wanted = {key: wish for key, wish in wanted.items() if key not in begun}
    if not wanted:
        return {}
    from afterword.engine.wording import shelf_of, worded

    found = {wish.key: wish for wish in worded(wanted.values(), shelf_of(config)).wishes}
    return {key: wish for key, wish in found.items() if wish != wanted[key]}


def _with_mailbox(application: Application, config: Config) -> Application:
    """An application has its drafts where its first invite came by mail; one that came by a calendar, or into an
    account that goes by another name now, where another of its invites did, else in the first mailbox."""
    mailboxes = [account.name for account in config.account]
    if application.account in mailboxes:
        return application
    invited = [one.account for one in application.interviews if one.account in mailboxes]
    return replace(application, account=(invited or mailboxes)[0])
