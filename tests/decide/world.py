"""A small world for the state machine: a mailbox, its user, the other side, and a program that makes passes.

Pure values and a clock that the test moves. ``Program`` carries actions out step by step, as the engine does, and
can be made to die after any step. What breaks an invariant at the moment it happens raises here at once.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from afterword.decide import (
    PUT_BACK,
    Action,
    Folding,
    Judging,
    Known,
    LastChange,
    Note,
    Outlook,
    Place,
    PlaceAgain,
    PutBack,
    Reconciled,
    Rows,
    SentMail,
    View,
    Withdraw,
    as_undone,
    fold,
    last_change,
    outlook,
    reconcile,
    to_put_back,
    with_present_ids,
)
from afterword.model import (
    Copy,
    Debrief,
    Draft,
    DraftState,
    Envelope,
    FollowUpSettings,
    Key,
    Kind,
    Observation,
    Person,
    Position,
    SentSeen,
    Wanted,
    Wish,
)
from afterword.model import Place as Where
from tests.decide.build import OWNER, SAM, SETTINGS
from tests.decide.plain import folded_plainly

ACCOUNT = "home"
MOST_ROUNDS = 8
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


class Died(Exception):
    """The program was killed."""


class Mail(Struct, frozen=True):
    """A message in Drafts, Sent or Trash. ``key``: which follow-up it is, if it came from the program.

    ``touched``: the user has written, saved or put it there; from then on it is theirs. ``told``: what they have filled
    in, where it is a debrief form.
    """

    message_id: str
    to: str
    subject: str
    in_reply_to: str | None
    text: str
    at: datetime
    key: Key | None = None
    touched: bool = False
    deleted: bool = False
    told: tuple[Debrief, ...] = ()

    def envelope(self) -> Envelope:
        references = (self.in_reply_to,) if self.in_reply_to else ()
        return Envelope(
            message_id=self.message_id,
            in_reply_to=self.in_reply_to,
            references=references,
            at=self.at,
            day=self.at.date(),
            sender=SAM,
            to=(Person(self.to),),
            subject=self.subject,
        )


@dataclass
class Folder:
    name: str
    uidvalidity: int = 1
    uidnext: int = 1
    mails: dict[int, Mail] = field(default_factory=dict)

    def add(self, mail: Mail) -> int:
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.mails[uid] = mail
        return uid

    def number_anew(self) -> None:
        mails = list(self.mails.values())
        self.uidvalidity, self.uidnext, self.mails = self.uidvalidity + 1, 1, {}
        for mail in mails:
            self.add(mail)

    def position(self, uid: int) -> Position:
        return Position(ACCOUNT, self.name, self.uidvalidity, uid)


@dataclass
class World:
    """Everything there is. ``never_again``: follow-ups whose draft the user has deleted. ``undone``: those
    that the user has undone. ``put_back``: under which name a withdrawn draft has come back."""

    now: datetime
    drafts: Folder = field(default_factory=lambda: Folder("Drafts"))
    trash: Folder = field(default_factory=lambda: Folder("Trash"))
    sent: Folder = field(default_factory=lambda: Folder("Sent"))
    facts: list[Observation] = field(default_factory=list)
    sent_read: int = 0
    ledger: dict[str, Draft] = field(default_factory=dict)
    never_again: set[Key] = field(default_factory=set)
    undone: set[Key] = field(default_factory=set)
    put_back: dict[str, str] = field(default_factory=dict)
    names: int = 0

    def new_name(self, who: str) -> str:
        self.names += 1
        return f"<{who}-{self.names}>"

    def ours_in_drafts(self) -> list[Mail]:
        """Drafts that the program knows by name and that, as far as anybody can tell, the user has not touched."""
        its_own = {row.message_id for row in self.ledger.values() if row.state is not DraftState.RELEASED}
        return [
            mail for mail in self.drafts.mails.values() if mail.key and not mail.touched and mail.message_id in its_own
        ]


@dataclass
class Program:
    """The engine in miniature. ``steps_left`` counts down to its death; None: it lives."""

    world: World
    steps_left: int | None = None
    knows_uid_of_append: bool = True
    settings: FollowUpSettings = SETTINGS
    folding: Folding = field(default_factory=Folding)
    judging: Judging | None = None

    def run_pass(self, *, unread: tuple[str, ...] = (), blank: bool = False) -> list[Action]:
        """Observe, decide, reconcile, until nothing is left to do. ``blank``: Drafts looks empty this time."""
        world = self.world
        done: list[Action] = []
        if ACCOUNT not in unread:
            for uid in range(world.sent_read + 1, world.sent.uidnext):
                mail = world.sent.mails[uid]
                world.facts.append(SentSeen(world.sent.position(uid), mail.envelope(), world.now))
                self._note(mail)
            world.sent_read = world.sent.uidnext - 1
        # Each form that a client has left over is noted in one round, and goes in the next.
        for _ in range(MOST_ROUNDS + 2 * len(world.drafts.mails)):
            for mail in () if blank or ACCOUNT in unread else world.drafts.mails.values():
                self._note(mail)
            result = self.decide(unread=unread, blank=blank)
            if not result.actions:
                return done
            for action in result.actions:
                self._carry_out(action)
                done.append(action)
        raise AssertionError(f"no end to it: {done[-6:]}")

    def _note(self, mail: Mail) -> None:
        self.world.facts += [debrief for debrief in mail.told if debrief not in self.world.facts]

    def outlook(self, now: datetime | None = None, unread: tuple[str, ...] = ()) -> Outlook:
        """As one program makes it that has been running all the time; what it has kept changes no answer."""
        at = now or self.world.now
        known = self._known()
        drafts = as_undone(with_present_ids(tuple(self.world.ledger.values()), known.applications), known.undone)
        self.judging = self.judging or Judging(OWNER, self.settings)
        found = self.judging.outlook(known, drafts, at, unread)
        assert _without_times(found) == _without_times(outlook(known, drafts, OWNER, self.settings, at, unread))
        return found

    def _known(self) -> Known:
        known = self.folding.known(tuple(self.world.facts))
        assert known == fold(self.world.facts) == folded_plainly(self.world.facts)
        return known

    def decide(self, *, unread: tuple[str, ...] = (), blank: bool = False) -> Reconciled:
        known = self._known()
        drafts = as_undone(with_present_ids(tuple(self.world.ledger.values()), known.applications), known.undone)
        outlook = self.outlook(unread=unread)
        wishes = outlook.wishes
        texts = {wish.key: text_of(wish) for wish in wishes if wish.wanted is Wanted.YES}
        views = () if ACCOUNT in unread else (self._view(blank=blank),)
        sent = SentMail(tuple(fact for fact in self.world.facts if isinstance(fact, SentSeen)))
        back, now = to_put_back(drafts, known.undone), self.world.now
        found = reconcile(outlook.in_play.wishes, texts, Rows(drafts, outlook.over), views, sent, now, back)
        everything = reconcile(wishes, texts, Rows(drafts), views, sent, now, back)
        assert set(found.actions) <= set(everything.actions)
        assert all(isinstance(one, Note) for one in set(everything.actions) - set(found.actions)), "not over"
        return found

    def undo(self) -> LastChange | None:
        """What the command does: a fact more, and nothing else."""
        known = fold(self.world.facts)
        change = last_change(with_present_ids(tuple(self.world.ledger.values()), known.applications), known.undone)
        if change:
            self.world.facts.append(change.undo(self.world.now))
            self.world.undone |= {row.key for row in change.placed}
        return change

    def _view(self, *, blank: bool) -> View:
        drafts = () if blank else _copies(self.world.drafts, Where.DRAFTS)
        return View(ACCOUNT, drafts, _copies(self.world.trash, Where.TRASH))

    # --- carrying out, step by step ---

    def _step(self) -> None:
        if self.steps_left is not None:
            if self.steps_left == 0:
                raise Died
            self.steps_left -= 1

    def _save(self, row: Draft) -> None:
        self._step()
        self.world.ledger[row.message_id] = row

    def _carry_out(self, action: Action) -> None:
        match action:
            case Note(row):
                self._save(row)
            case Place(wish, text):
                self._place(wish, self._intent(wish, text))
            case PlaceAgain(wish, row):
                self._place(wish, row)
            case PutBack(row, copy):
                self._put_back(row, self.world.trash.mails[copy.position.uid])
            case Withdraw(row, reason):
                self._withdraw(row, reason)

    def _intent(self, wish: Wish, text: str) -> Draft:
        row = Draft(
            key=wish.key,
            state=DraftState.INTENDED,
            message_id=self.world.new_name("ours"),
            account=wish.account,
            subject=subject_of(wish),
            in_reply_to=wish.thread.in_reply_to if wish.thread else None,
            text=text,
            since=wish.since,
            at=self.world.now,
            reason=wish.reason,
        )
        self._save(row)
        return row

    def _place(self, wish: Wish, row: Draft) -> None:
        world = self.world
        assert wish.key not in world.never_again, f"made again after the user deleted it: {wish.key}"
        assert wish.key not in world.undone, f"made again after the user has undone it: {wish.key}"
        self._step()
        mail = Mail(row.message_id, wish.key.recipient, row.subject, row.in_reply_to, row.text, world.now, wish.key)
        uid = world.drafts.add(mail)
        versions = [mail for mail in world.ours_in_drafts() if mail.key == wish.key]
        assert len(versions) <= 2, f"more than two versions of one follow-up: {versions}"
        if self.knows_uid_of_append:
            lies_at = world.drafts.position(uid)
            self._save(replace(row, state=DraftState.PLACED, position=lies_at, placed_at=world.now, at=world.now))

    def _put_back(self, row: Draft, mail: Mail) -> None:
        world = self.world
        if mail.text != row.text:
            self._save(replace(row, state=DraftState.CLOSED, at=world.now, reason="not what it was"))
            return
        if row.state is not DraftState.INTENDED:
            assert row.message_id not in world.put_back, f"put back twice: {row}"
            source, name = row.message_id, world.new_name("back")
            row = replace(row, state=DraftState.INTENDED, message_id=name, at=world.now, reason=PUT_BACK)
            row = replace(row, position=None, placed_at=None)
            self._save(row)
            world.put_back[source] = name
        self._step()
        assert row.message_id not in {one.message_id for one in world.drafts.mails.values()}, f"doubled: {row}"
        uid = world.drafts.add(replace(mail, message_id=row.message_id, touched=True))
        if self.knows_uid_of_append:
            lies_at = world.drafts.position(uid)
            self._save(replace(row, state=DraftState.RELEASED, position=lies_at, placed_at=world.now, at=world.now))

    def _withdraw(self, row: Draft, reason: str) -> None:
        world = self.world
        self._save(replace(row, state=DraftState.WITHDRAWING, at=world.now, reason=reason))
        assert row.position is not None
        mail = world.drafts.mails.get(row.position.uid)
        if mail is None or row.position.uidvalidity != world.drafts.uidvalidity:
            return
        if mail.text != row.text:
            self._save(replace(row, state=DraftState.RELEASED, at=world.now, reason="changed by you"))
            return
        self._step()
        served = is_form(mail) and all(debrief in world.facts for debrief in mail.told)
        assert served or not mail.touched, f"the user's draft was withdrawn: {mail}"
        world.trash.add(world.drafts.mails.pop(row.position.uid))
        self._save(replace(row, state=DraftState.WITHDRAWN, at=world.now, reason=reason))


def _copies(folder: Folder, place: Where) -> tuple[Copy, ...]:
    return tuple(
        Copy(
            place,
            folder.position(uid),
            mail.envelope(),
            mail.text if place is Where.DRAFTS else None,
            mail.deleted,
            mail.told if is_form(mail) else None,
        )
        for uid, mail in folder.mails.items()
    )


def is_form(mail: Mail) -> bool:
    return mail.key is not None and mail.key.kind is Kind.DEBRIEF


def subject_of(wish: Wish) -> str:
    if wish.brief.sheet:
        return f"Your notes ({wish.brief.sheet.about})"
    return f"Re: {wish.thread.subject}" if wish.thread else f"{wish.key.kind} {wish.brief.role}"


def text_of(wish: Wish) -> str:
    """Stands for the digest of the words: any function of the brief, the recipient and the subject."""
    return f"{wish.brief} {subject_of(wish)}"


def lying(world: World) -> list[tuple[str, str, bool]]:
    """What one sees in Drafts, whatever its names and numbers."""
    return sorted((mail.to, mail.text, mail.touched) for mail in world.drafts.mails.values())


def standing(world: World) -> set[tuple[Key, str]]:
    """What the ledger says of each follow-up, in the end."""
    over = (DraftState.WITHDRAWN, DraftState.CLOSED)
    return {(row.key, row.state) for row in world.ledger.values() if row.state not in over}


def twin_of(world: World) -> World:
    """A copy that goes its own way."""
    return deepcopy(world)


def _without_times(found: Outlook) -> Outlook:
    """The outlook without the moments at which its cases were looked at; and when to look again, to the minute: a case
    with a chaser is to be looked at a day after its last look."""
    standings = tuple(
        replace(one, case=replace(one.case, moment=replace(one.case.moment, now=MOMENT, unread=())))
        for one in found.standings
    )
    return replace(found, standings=standings, next_look=None, _in_play=None)
