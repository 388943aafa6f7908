"""One pass: observe, decide, reconcile. The only writer to ledger and mailbox."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from msgspec import Struct, field

from afterword.adapters.calendars import open_calendar
from afterword.adapters.imap import Mailbox
from afterword.adapters.ledger import Ledger, read_last_pass, write_last_pass
from afterword.config import Config
from afterword.decide import (
    Action,
    Directory,
    Index,
    Place,
    Reconciled,
    View,
    looks_lost,
    reconcile,
    to_put_back,
)
from afterword.engine.agenda import AgendaKeeper
from afterword.engine.calendars import CalendarReader
from afterword.engine.complaints import Complaints
from afterword.engine.debriefs import Forms, FormSeen
from afterword.engine.hands import CLOCKS_JITTER, Begun, Desk, Hands, not_before
from afterword.engine.looking import Lookout
from afterword.engine.lying import Remembered
from afterword.engine.notices import Teller
from afterword.engine.reading import AccountReader, News
from afterword.engine.saying import said_of_observed
from afterword.engine.side_by_side import SideBySide, Step
from afterword.engine.state import State, Thinking
from afterword.engine.wording import Worded, shelf_of, worded
from afterword.errors import AfterwordError, LoginRefused, MailboxChanged, StillBusy, Transient
from afterword.model import Application, Cursor, Debrief, DraftState, InviteSeen, Key, Position, Reach, Role

_log = logging.getLogger(__name__)
T = TypeVar("T")

BELIEVED_AFTER = timedelta(minutes=1)
MOST_ROUNDS = 8  # of reconciling in one pass: what one round has changed, the next looks at again


class PassReport(Struct, frozen=True):
    """How a pass ended: when to look again (None: nothing is waited for), what went wrong where, what was done.

    ``agenda`` is what kept the agenda from being written, ``notices`` the user from being told what waits: no fault of
    an account, and no reason to try again sooner.
    """

    next_look: datetime | None
    problems: Mapping[str, AfterwordError] = field(default_factory=dict)
    done: tuple[Action, ...] = ()
    agenda: AfterwordError | None = None
    notices: AfterwordError | None = None


class Engine:
    """Makes passes, one at a time, over the mailboxes and calendars of a configuration, and keeps their connections."""

    def __init__(
        self, config: Config, ledger: Ledger, secret: Callable[[str], str], side_by_side: SideBySide | None = None
    ) -> None:
        """``secret`` gives that of the account or calendar of a name, or raises ``LoginRefused``. ``side_by_side``
        says how long a slow server is waited for; by default as long as it takes."""
        self.config, self.ledger = config, ledger
        self._mailboxes = {one.name: Mailbox(one, partial(secret, one.name)) for one in config.account}
        self._calendars = {one.name: open_calendar(one, partial(secret, one.name)) for one in config.calendar}
        self._thinking = Thinking(ledger, config)
        self._index = Index()
        self._indexed: Sequence[Application] = ()
        self._agenda = AgendaKeeper(config, ledger, self._thinking, secret)
        self._crowd = side_by_side or SideBySide()
        self._in_full = True
        self._readers: dict[str, AccountReader] = {}  # outlive a pass where an account is waited for
        self._teller = Teller(config, ledger, self._thinking, secret, self._at_rest)
        self._digests: dict[Position, str | None] = {}
        self._remembered: dict[str, Remembered] = {}
        self._has_read = False
        self._complaints = Complaints()

    def close(self) -> None:
        """Log out everywhere; whoever is still being waited for is cut off."""
        busy = self._crowd.busy
        for name, mailbox in self._mailboxes.items():
            (mailbox.interrupt if name in busy else mailbox.close)()
        for name, calendar in self._calendars.items():
            (calendar.interrupt if name in busy else calendar.close)()

    def _at_rest(self) -> list[Mailbox]:
        """The mailboxes whose connection nobody uses just now."""
        busy = self._crowd.busy
        return [mailbox for name, mailbox in self._mailboxes.items() if name not in busy]

    def interrupt(self) -> None:
        """From any thread: end the pass that is going on, at once. The engine is of no use afterwards."""
        for mailbox in self._mailboxes.values():
            mailbox.interrupt()
        for calendar in self._calendars.values():
            calendar.interrupt()
        self._agenda.interrupt()
        self._teller.interrupt()

    def run_pass(self, now: datetime, accounts: frozenset[str] | None = None) -> PassReport:
        """Observe the accounts and calendars (all, or those named), decide over everything, and make Drafts agree.

        What could not be read is in the report: nothing is concluded about it, and no chaser is placed meanwhile (C1).
        """
        self.ledger.take()
        names = [name for name in (*self._mailboxes, *self._calendars) if accounts is None or name in accounts]
        self._in_full, self._has_read = accounts is None, False
        problems: dict[str, AfterwordError] = {}
        readers = self._observe(names, now, problems)
        done: tuple[Action, ...] = ()
        next_look: datetime | None = now + BELIEVED_AFTER
        if not self._clock_went_back(names, now):
            done, next_look = self._settle(readers, now, problems)
        self._remember(names, now, problems)
        self._readers = {name: one for name, one in self._readers.items() if self._crowd.step_of(name)}
        agenda, told = self._agenda.keep(now), self._teller.tell(now)
        next_look = min(filter(None, (next_look, told.next_look)), default=None)
        return PassReport(next_look, problems, done, agenda, told.problem)

    def plan(self, now: datetime) -> tuple[PassReport, State]:
        """What a pass would do now. Reads the mailboxes, and writes to the ledger alone: give it a copy in memory."""
        self.ledger.take()
        problems: dict[str, AfterwordError] = {}
        readers = self._observe([*self._mailboxes, *self._calendars], now, problems)
        desks = {name: Desk.of(reader, self._digests, self._remembered) for name, reader in readers.items()}
        state, result, _ = self._decide(readers, desks, now, problems)
        return PassReport(state.outlook.next_look, problems, result.actions), state

    def _clock_went_back(self, names: Sequence[str], now: datetime) -> bool:
        """Is it earlier than at the last pass? Then one clock is wrong, and mostly not for long: Drafts is left alone
        in this pass. The next one believes it."""
        served = read_last_pass(self.config.state_dir)
        times = [served[name] for name in names if name in served]
        if not times or min(times) - now < CLOCKS_JITTER:
            return False
        _log.warning("the clock has gone back by %s: nothing is changed in this pass", min(times) - now)
        return True

    # --- Observe ---

    def _observe(
        self, names: Sequence[str], now: datetime, problems: dict[str, AfterwordError]
    ) -> dict[str, AccountReader]:
        """Write down what is new: invites first, since they tell whose answers to look for."""
        cursors = self.ledger.cursors()
        mailboxes = [name for name in names if name in self._mailboxes]
        forms = Forms.of(self.ledger.drafts())
        reader = self._side_by_side(
            Step.REACH, mailboxes, lambda name: self._reader(name, cursors, now, forms), problems
        )
        self._readers.update(reader)
        # Who was left behind in a later step of an earlier pass goes on there.
        known = [name for name in mailboxes if name not in problems and (name in reader or self._crowd.step_of(name))]
        readers = {name: self._readers[name] for name in known}

        def read(step: Step, work: Callable[[str], News], asks: Callable[[str], bool]) -> None:
            sound = [name for name in readers if name not in problems]
            self._write_down(self._side_by_side(step, sound, work, problems, asks), now)

        read(Step.INVITES, lambda name: readers[name].invites(), lambda name: readers[name].asks_for_invites())
        self._observe_calendars([name for name in names if name in self._calendars], cursors, now, problems)
        directory = self._present_directory()

        def asks(name: str) -> bool:
            return readers[name].asks_for_answers(directory)

        read(Step.SENT, lambda name: readers[name].sent(directory), asks)
        read(Step.ANSWERS, lambda name: readers[name].answers(directory), asks)
        return {name: one for name, one in readers.items() if name not in problems}

    def _present_directory(self) -> Directory:
        """That of the applications known by now. What it learns is its own: the next pass has it from the ledger."""
        applications = self._thinking.known().applications
        if applications is not self._indexed:
            if any(self._crowd.step_of(name) for name in self._readers):
                self._index = self._index.copy()  # who was left behind in an earlier pass may still look into the other
            self._index.update(applications)
            self._indexed = applications
        return Directory.over(self._index)

    def _observe_calendars(
        self,
        names: Sequence[str],
        cursors: Mapping[tuple[str, str], Cursor],
        now: datetime,
        problems: dict[str, AfterwordError],
    ) -> None:
        """Write down what calendars say, after the mail: of the same event that knows more."""
        if not names:
            return
        seen = [item for item in self.ledger.observations() if isinstance(item, InviteSeen)]
        aside = [one.position for one in self.ledger.set_aside_messages()]
        last = read_last_pass(self.config.state_dir)

        def news(name: str) -> News:
            source, config = self._calendars[name], self.config
            reader = CalendarReader(name, source, cursors, seen, aside, config.owner, config.settings, now)
            # Once a day it is also asked which calendars there are; else a poll is one request for each.
            served = last.get(name)
            return reader.news(look_around=served is None or served.date() != now.date())

        self._write_down(self._side_by_side(Step.INVITES, names, news, problems), now)

    def _reader(
        self, name: str, cursors: Mapping[tuple[str, str], Cursor], now: datetime, forms: Forms
    ) -> AccountReader:
        """A reader on a living connection: one kept from the last pass may have died since."""
        mailbox = self._mailboxes[name]
        kept = mailbox.connected
        mailbox.connect()
        try:
            folders = mailbox.folders()
        except Transient:
            if not kept:
                raise
            mailbox.close()  # one that is still there may be in a state that neither side knows of the other
            mailbox.connect()
            folders = mailbox.folders()
        if any(looks_lost(cursors.get((name, one.name)), one) for one in folders if one.role is Role.INBOX):
            raise MailboxChanged(f"{name}: INBOX is empty, and not the one that was read; mail is waited for")
        return AccountReader(mailbox, folders, cursors, self.config.owner, self.config.settings, now, forms)

    def _side_by_side(
        self,
        step: Step,
        names: Iterable[str],
        work: Callable[[str], T],
        problems: dict[str, AfterwordError],
        asks: Callable[[str], bool] = lambda _: True,
    ) -> dict[str, T]:
        """The answers of the accounts that gave one. The ledger is not for ``work``: it belongs to this thread."""
        answers: dict[str, T] = {}
        for name, result in self._crowd.run(step, names, work, in_full=self._in_full, asks=asks).items():
            if isinstance(result, AfterwordError):
                problems[name] = result
                if not isinstance(result, StillBusy):
                    self._complaints.failed(name, result)
            else:
                answers[name] = result
                self._complaints.served(name)
        return answers

    def _write_down(self, found: Mapping[str, News], now: datetime) -> None:
        """What one step has found, in all accounts, at once: a transaction for each would be a wait for the disk."""
        if not found:
            return
        self._has_read = self._has_read or any(news.observations or news.forms for news in found.values())
        with self.ledger.transaction():
            for news in found.values():
                self._take_forms(news.forms, now)
                said_of_observed(_log, self.ledger.news_of(news.observations))
                for message in news.set_aside:
                    self.ledger.set_aside(message.position, message.reason)
                for cursor in news.cursors:
                    self.ledger.save_cursor(cursor)
            for message in self.ledger.set_aside_messages():
                if any(message.position in news.read for news in found.values()):  # a better reader has come
                    self.ledger.take_back(message.position)

    def _take_forms(self, seen: Sequence[FormSeen], now: datetime) -> None:
        """Write down what debrief forms tell that were sent (D2)."""
        if not seen:
            return
        state = self._thinking.state(now)
        forms = Forms.of(state.drafts, state.outlook.wishes)
        self._note(one for form in seen for one in forms.told(form.raw, form.envelope, now) or ())

    def _note(self, told: Iterable[Debrief]) -> bool:
        """Write down what the user noted; was anything of it new?"""
        news = [self.ledger.submit(debrief) for debrief in told]
        self.ledger.take()
        return any(news)

    # --- Decide and reconcile ---

    def _settle(
        self, readers: Mapping[str, AccountReader], now: datetime, problems: dict[str, AfterwordError]
    ) -> tuple[tuple[Action, ...], datetime | None]:
        """Reconcile until nothing is left to do: after every change Drafts is looked at again."""
        desks = {name: Desk.of(reader, self._digests, self._remembered) for name, reader in readers.items()}
        done: list[Action] = []
        next_look = None
        if self._has_read:  # mostly there is something to do, then, and that is not decided twice
            _believe_no_more(desks.values())
        for _ in range(MOST_ROUNDS):
            state, result, words = self._decide(readers, desks, now, problems)
            if result.actions and any(desk.believing for desk in desks.values()):
                _believe_no_more(desks.values())  # what lay there once is no ground to act upon
                state, result, words = self._decide(readers, desks, now, problems)
            next_look = min(filter(None, (state.outlook.next_look, result.look_again)), default=None)
            hands = Hands(self.ledger, desks, not_before(state.known.undone, now))
            lying = {row.key for row in state.rows.in_play if row.state is DraftState.PLACED}
            carried_out = self._carry_out(result, lying, hands, words, desks, problems)
            done += carried_out
            if not carried_out:  # a note too can make another action right: an intent that was closed is placed anew
                break
        return tuple(done), next_look

    def _carry_out(
        self,
        result: Reconciled,
        lying: Set[Key],
        hands: Hands,
        words: Worded,
        desks: dict[str, Desk],
        problems: dict[str, AfterwordError],
    ) -> list[Action]:
        """What was carried out. An account that fails is left alone for the rest of the pass.

        ``lying`` has the follow-ups of which a version lies in Drafts. An intent is the end of that, so it is noted
        only when nothing before it has failed; all others are noted at once, since each is a wait for the disk.
        """

        def succeeds(action: Begun) -> bool:
            account = action.draft.account
            if account not in desks:
                return False
            try:
                hands.carry_out(action, words)
            except Transient as problem:
                problems[account] = problem
                del desks[account]
                _log.warning("%s", problem)
                return False
            return True

        done: list[Action] = [one for one in result.actions if not isinstance(one, Place) and succeeds(one)]
        placing = [one for one in result.actions if isinstance(one, Place)]
        new = [one for one in placing if one.wish.key not in lying]
        for together in (new, *([one] for one in placing if one.wish.key in lying)):
            possible = [one for one in together if one.wish.account in desks]
            begun = hands.intended(possible, words) if possible else []
            done += [one for one, step in zip(possible, begun, strict=True) if succeeds(step)]
        return done

    def _decide(
        self,
        readers: Mapping[str, AccountReader],
        desks: dict[str, Desk],
        now: datetime,
        problems: dict[str, AfterwordError],
    ) -> tuple[State, Reconciled, Worded]:
        """What follows from all that is known, with what the user has noted in debrief forms that lie in Drafts."""
        state, words, views = self._look(readers, desks, now, problems)
        if self._note(one for view in views for copy in view.drafts for one in copy.told or ()):
            state, words, views = self._look(readers, desks, now, problems)
        back = to_put_back(state.drafts, state.known.undone)
        return state, reconcile(words.wishes, words.texts, state.rows, views, state.sent, now, back), words

    def _look(
        self,
        readers: Mapping[str, AccountReader],
        desks: dict[str, Desk],
        now: datetime,
        problems: dict[str, AfterwordError],
    ) -> tuple[State, Worded, list[View]]:
        state = self._thinking.state(now, [name for name in self._mailboxes if name not in readers])
        words = worded(state.in_play.outlook.wishes, shelf_of(self.config))
        return state, words, self._views(state.in_play, words, desks, now, problems)

    def _views(
        self,
        state: State,
        words: Worded,
        desks: dict[str, Desk],
        now: datetime,
        problems: dict[str, AfterwordError],
    ) -> list[View]:
        """What lies in those Drafts that matter. An account whose Drafts cannot be looked into is left alone for the
        rest of the pass."""
        lookout = Lookout.of(state, words)
        views = self._side_by_side(
            Step.DRAFTS, list(desks), lambda name: lookout.view(desks[name], now), problems, lookout.matters
        )
        for name in desks.keys() - views.keys():
            del desks[name]
        return [found for found in views.values() if found]

    def _remember(self, names: Sequence[str], now: datetime, problems: Mapping[str, AfterwordError]) -> None:
        for name in names:
            match problems.get(name):
                case None:
                    self.ledger.save_account(name, Reach.OK)
                case StillBusy():
                    pass  # how it ends will be seen
                case LoginRefused() as problem:
                    self.ledger.save_account(name, Reach.REFUSED, str(problem))
                case problem:
                    self.ledger.save_account(name, Reach.UNREACHABLE, str(problem))
        if served := {name: now for name in names if name not in problems}:
            write_last_pass(self.config.state_dir, served)


def _believe_no_more(desks: Iterable[Desk]) -> None:
    for desk in desks:
        desk.believe_no_more()
