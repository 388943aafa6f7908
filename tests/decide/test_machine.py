"""Whatever mail comes, whatever the user does in Drafts, and wherever the program dies: the invariants hold.

Hypothesis plays the user, the other side, the server and the power supply. The stories are the same in every run, so
that a failure is one of the change at hand; with ``AFTERWORD_NEW_STORIES=1`` in the environment they are new ones each
time, and those that failed are kept and played again. The system test plays more and longer ones.

One thing nobody can know: whether a draft that says to the letter what ours says was saved by the user, when Drafts has
been numbered anew since our look. Only of such a one the story does not ask that it be left alone, nor that it go.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from afterword.decide import Place, form_about
from afterword.model import (
    Debrief,
    DraftState,
    FollowUpSettings,
    InviteSeen,
    Key,
    Kind,
    Person,
    Promise,
    Signal,
    Wanted,
)
from tests.decide.build import BOB, DAY, HOUR, JANE, SAM, TOM, answer, envelope, invite, position
from tests.decide.world import ACCOUNT, Died, Mail, Program, World, is_form, lying, standing, twin_of

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
MET = Person("met@halden.example", "Ana Lima", "Ana")
ENDS_IT = frozenset({Signal.REJECTION, Signal.OFFER, Signal.DO_NOT_CONTACT})
CHASING = frozenset({Kind.CHASER, Kind.FINAL_CHASER})
LIVE = frozenset({DraftState.INTENDED, DraftState.PLACED, DraftState.WITHDRAWING})
SLIPS = st.sampled_from(
    [timedelta(minutes=m) for m in (1, 11, 61)] + [3 * HOUR, DAY, 2 * DAY, 5 * DAY, 8 * DAY, 16 * DAY]
)


# Two roles at one company with the same recruiter, and a company without one: what is easily mixed up.
@dataclass(frozen=True)
class Stage:
    company: str
    role: str | None
    interviewers: tuple[Person, ...]
    recruiter: Person | None
    in_the_invite: tuple[Person, ...] = (SAM,)

    @property
    def writer(self) -> Person:
        return self.recruiter or self.interviewers[0]


EVE = Person("eve@beta.example", "Eve Poe", "Eve")
MAX, MAXS_ADDRESS = Person(None, "Max Moe", "Max"), "max@acme.example"
STAGES = {
    "backend": Stage("Acme", "Backend Engineer", (JANE, BOB), TOM, (SAM, JANE, BOB)),
    "data": Stage("Acme", "Data Scientist", (JANE, MAX), TOM),
    "beta": Stage("Beta", None, (EVE,), None),
}
STAGE = st.sampled_from(sorted(STAGES))


class Story(RuleBasedStateMachine):
    """One job seeker, one mailbox, three applications."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(MONDAY)
        self.program = Program(self.world)
        self.starts: dict[str, datetime] = {}
        self.sequence: dict[str, int] = {}
        self.version: dict[str, int] = {}
        self.ended_by: dict[str, set[Signal]] = {}  # the final answers that came to a stage
        self.told_address = False
        self.came_back: set[str] = set()
        self.clean = True  # the last thing that happened was an undisturbed pass

    @initialize(stages=st.sets(STAGE, min_size=1), hours=st.sampled_from([2, 26, 50]))
    def begins(self, stages: set[str], hours: int) -> None:
        """Interviews that have just taken place: most of what can go wrong comes after them."""
        for stage in sorted(stages):
            self.invites(stage, hours)
        self.world.now += (hours + 2) * HOUR
        self._passes()

    # --- the other side ---

    def _a_minute_later(self) -> None:
        """No two messages are of one moment."""
        self.clean = False
        self.world.now += timedelta(minutes=1)

    def _tell(self, stage: str, *, start: datetime, cancelled: bool = False) -> None:
        self._a_minute_later()
        self.version[stage] = self.version.get(stage, 0) + 1
        number, version, facts = self.sequence[stage], self.version[stage], STAGES[stage]
        event = invite(
            start,
            uid=f"{stage}-event",
            sequence=number,
            cancelled=cancelled,
            organizer=facts.writer,
            company=facts.company,
            role=facts.role,
            interviewers=facts.interviewers,
            coordinators=(facts.recruiter,) if facts.recruiter else (),
        )
        name = f"{stage}-{version}"
        header = envelope(
            facts.writer, facts.in_the_invite, when=self.world.now, name=name, subject=f"Interview {stage}"
        )
        self.world.facts.append(InviteSeen(position(), header, event, self.world.now, 1))

    @rule(stage=STAGE, hours=st.sampled_from([2, 26, 50, 98]))
    def invites(self, stage: str, hours: int) -> None:
        if stage in self.starts:
            return
        self.sequence[stage], self.starts[stage] = 0, self.world.now + hours * HOUR
        self._tell(stage, start=self.starts[stage])

    @rule(stage=STAGE, hours=st.sampled_from([-1, 0, 3, 30]))
    def updates(self, stage: str, hours: int) -> None:
        """The same time, another, even one in the past."""
        if stage not in self.starts:
            return
        self.sequence[stage] += 1
        self.starts[stage] += hours * HOUR
        self._tell(stage, start=self.starts[stage])

    @rule(stage=STAGE)
    def cancels(self, stage: str) -> None:
        if stage not in self.starts:
            return
        self.sequence[stage] += 1
        self._tell(stage, start=self.starts[stage], cancelled=True)

    def _answer(self, stage: str, signal: Signal, promise: Promise | None = None, *, ask: bool = False) -> None:
        if stage not in self.starts:
            return
        self._a_minute_later()
        name = f"answer-{len(self.world.facts)}"
        fact = answer(
            signal,
            self.world.now,
            sender=STAGES[stage].writer,
            name=name,
            answers=f"{stage}-1",
            promise=promise,
            ask=ask,
        )
        self.world.facts.append(fact)
        if ask:
            return
        if signal in ENDS_IT:
            self.ended_by.setdefault(stage, set()).add(signal)
        elif signal is Signal.NEXT_STEP:  # they have changed their mind
            self.ended_by.get(stage, set()).discard(Signal.REJECTION)

    @rule(stage=STAGE, signal=st.sampled_from(sorted(ENDS_IT | {Signal.NEXT_STEP})), ask=st.booleans())
    def decides(self, stage: str, signal: Signal, ask: bool) -> None:
        self._answer(stage, signal, ask=ask)

    @rule(stage=STAGE, days=st.sampled_from([None, 1, 4, 9]))
    def delays(self, stage: str, days: int | None) -> None:
        promise = Promise((self.world.now + days * DAY).date(), "by then") if days else None
        self._answer(stage, Signal.HOLDING, promise)

    @rule(stage=STAGE, signal=st.sampled_from([Signal.ACKNOWLEDGEMENT, Signal.AUTO_REPLY]))
    def says_nothing(self, stage: str, signal: Signal) -> None:
        self._answer(stage, signal)

    @rule(stage=STAGE)
    def tells_an_address(self, stage: str) -> None:
        """T10. Whichever interview the mail is about, Max has an address in that application alone."""
        if stage not in self.starts:
            return
        self._a_minute_later()
        self.world.facts.append(
            answer(
                Signal.ACKNOWLEDGEMENT,
                self.world.now,
                sender=STAGES[stage].writer,
                name=f"answer-{len(self.world.facts)}",
                answers=f"{stage}-1",
                addresses=[replace(MAX, email=MAXS_ADDRESS)],
            )
        )
        self.told_address |= stage == "data"

    @rule(stage=STAGE)
    def comes_back(self, stage: str) -> None:
        """A mail to Jane comes back: there is no such address."""
        if stage not in self.starts or JANE not in STAGES[stage].interviewers:
            return
        self._a_minute_later()
        name = f"answer-{len(self.world.facts)}"
        daemon = Person("mailer-daemon@acme.example")
        bounce = answer(
            Signal.BOUNCE, self.world.now, sender=daemon, name=name, answers=f"{stage}-1", bounced=JANE.email
        )
        self.world.facts.append(bounce)
        self.came_back.add(stage)

    # --- the user ---

    def _pick(self, choice: int) -> int | None:
        uids = sorted(self.world.drafts.mails)
        return uids[choice % len(uids)] if uids else None

    def _saved(self, mail: Mail) -> Mail:
        """The user's from now on; unless it says what ours does, in Drafts numbered anew: nobody can tell then."""
        hidden = any(
            row.text == mail.text
            and row.state in LIVE
            and row.position is not None
            and row.position.uidvalidity != self.world.drafts.uidvalidity
            for row in self.world.ledger.values()
            if row.message_id == mail.message_id or row.key == mail.key
        )
        return replace(mail, touched=not hidden)

    @rule(
        choice=st.integers(0, 5),
        new_name=st.booleans(),
        keeps_thread=st.booleans(),
        rewrites=st.booleans(),
        leaves_old=st.booleans(),
    )
    def edits(self, choice: int, new_name: bool, keeps_thread: bool, rewrites: bool, leaves_old: bool) -> None:
        """Clients save a draft as a new message, often under a new name, some without the thread, and then delete."""
        uid = self._pick(choice)
        if uid is None:
            return
        self.clean = False
        old = self.world.drafts.mails[uid]
        new = replace(
            old,
            message_id=self.world.new_name("client") if new_name else old.message_id,
            in_reply_to=old.in_reply_to if keeps_thread else None,
            text=old.text + " and more" if rewrites else old.text,
            at=self.world.now,
        )
        self.world.drafts.add(self._saved(new))
        if not leaves_old:
            del self.world.drafts.mails[uid]

    @rule(choice=st.integers(0, 5), new_name=st.booleans(), keeps_thread=st.booleans(), leaves_draft=st.booleans())
    def sends(self, choice: int, new_name: bool, keeps_thread: bool, leaves_draft: bool) -> None:
        uid = self._pick(choice)
        if uid is None:
            return
        self._a_minute_later()
        draft = self.world.drafts.mails[uid]
        self.world.sent.add(
            replace(
                draft,
                message_id=self.world.new_name("sent") if new_name else draft.message_id,
                in_reply_to=draft.in_reply_to if keeps_thread else None,
                at=self.world.now,
                touched=True,
            )
        )
        if not leaves_draft:
            del self.world.drafts.mails[uid]

    @rule(choice=st.integers(0, 5), to_trash=st.booleans())
    def deletes(self, choice: int, to_trash: bool) -> None:
        uid = self._pick(choice)
        if uid is None:
            return
        self.clean = False
        mail = self.world.drafts.mails.pop(uid)
        if to_trash:
            self.world.trash.add(mail)
        row = self.world.ledger.get(mail.message_id)
        # Of two forms about one interview nobody can tell which is gone, once a client has given them new names.
        others = [one for one in self.world.drafts.mails.values() if one.key == mail.key or _same_form(one, mail)]
        noted = row is not None and row.state in (DraftState.PLACED, DraftState.RELEASED)
        if mail.key and noted and not others:
            self.world.never_again.add(mail.key)

    @rule(choice=st.integers(0, 5))
    def restores(self, choice: int) -> None:
        uids = sorted(self.world.trash.mails)
        if uids:
            self.clean = False
            mail = self._saved(self.world.trash.mails.pop(uids[choice % len(uids)]))
            self.world.drafts.add(mail)
            if mail.key and not mail.touched:  # nobody has seen that it was away
                self.world.never_again.discard(mail.key)
            if mail.key and is_form(mail):  # nor, where clients give new names, which of two forms it was that was away
                gone, of_it = self.world.never_again, (mail.key.kind, mail.key.application)
                self.world.never_again = {key for key in gone if (key.kind, key.application) != of_it}

    @rule(to=st.sampled_from([JANE, BOB, TOM]), sends=st.booleans(), thread=st.sampled_from([None, *sorted(STAGES)]))
    def writes_by_hand(self, to: Person, sends: bool, thread: str | None) -> None:
        self.clean = False
        answers = f"<{thread}-1>" if thread in self.starts else None
        name = self.world.new_name("by-hand")
        mail = Mail(name, to.email or "", "Hello", answers, f"my own words {name}", self.world.now, touched=True)
        (self.world.sent if sends else self.world.drafts).add(mail)

    @rule(at_once=st.booleans())
    def undoes(self, at_once: bool) -> None:
        """``afterword undo``, and perhaps a pass at once."""
        self._a_minute_later()
        in_drafts = self.world.drafts.mails.values()  # a form that was filled in goes in any case (D2)
        before = {mail.message_id for mail in in_drafts if mail.touched and not is_form(mail)}
        change = self.program.undo()
        if change is None:
            return
        assert self.program.undo() is None, "an undo is not undone"
        if not at_once:
            return
        self._passes()
        if not self.clean:
            return
        touched = {mail.message_id for mail in self.world.drafts.mails.values() if mail.touched}
        assert before <= touched, "the user's own is gone"
        keys = {row.key for row in change.placed}
        assert not [mail for mail, key in self._ours() if key in keys], "it still lies there"
        for row in change.withdrawn:
            states = {one.state for one in self.world.ledger.values() if one.key == row.key}
            assert states & {DraftState.RELEASED, DraftState.SENT, DraftState.DELETED, DraftState.CLOSED}, row

    # --- time and mishaps ---

    @rule(slip=SLIPS, awake=st.booleans())
    def time_passes(self, slip: timedelta, awake: bool) -> None:
        self.clean = False
        self.world.now += slip
        if awake:
            self._passes()

    @rule()
    def next_look(self) -> None:
        """The clock moves to when the program wants to look again."""
        view = self.program.outlook()
        if view.next_look:
            self.clean = False
            self.world.now = view.next_look
            self._passes()

    @rule()
    def drafts_is_numbered_anew(self) -> None:
        self.clean = False
        self.world.drafts.number_anew()
        for uid, mail in list(self.world.drafts.mails.items()):
            if mail.touched:
                self.world.drafts.mails[uid] = self._saved(mail)

    # --- the program ---

    @rule()
    def passes(self) -> None:
        self._passes()

    def _passes(self) -> None:
        for action in self.program.run_pass():
            if isinstance(action, Place) and action.wish.key.kind in CHASING:
                self._may_chase(action)
        self.clean = not self._is_suspicious()
        assert self.program.decide().actions == (), "a second pass with no news has something to do"

    def _is_suspicious(self) -> bool:
        """Does the program hold back because the mailbox looks like another?"""
        look_again = self.program.decide().look_again
        return look_again is not None and look_again - self.world.now <= timedelta(minutes=1)

    def _may_chase(self, action: Place) -> None:
        """The day by which they were to answer has passed, and 48 hours, whatever was sent before."""
        promised = date.fromisoformat(action.wish.key.occasion)
        passed = datetime.combine(promised + DAY, time(), UTC)  # the stories play where winter is UTC
        assert self.world.now >= passed + 2 * DAY, f"too early: {action.wish}"
        assert self.world.now >= action.wish.since, f"too soon after the last: {action.wish}"
        assert action.wish.due is not None
        assert action.wish.due <= self.world.now

    @rule(other=st.booleans())
    def an_account_cannot_be_read(self, other: bool) -> None:
        """Nothing is written to an account that cannot be read; and no chaser anywhere (C1) but a new text of one that
        lies there."""
        if other:
            there = {row.key for row in self.world.ledger.values() if row.state in LIVE}
            placed = [one for one in self.program.run_pass(unread=("other",)) if isinstance(one, Place)]
            assert not [one for one in placed if one.wish.key.kind in CHASING and one.wish.key not in there]
        else:
            assert self.program.run_pass(unread=(ACCOUNT,)) == []
        self.clean = False

    @rule()
    def drafts_looks_empty_once(self) -> None:
        self.clean = False
        rows = [row for row in self.world.ledger.values() if row.state is DraftState.PLACED]
        if len(rows) > 1:  # of a single draft nobody can tell; then two looks decide
            self.program.run_pass(blank=True)

    @rule(steps=st.integers(0, 9), knows_uid=st.booleans())
    def dies(self, steps: int, knows_uid: bool) -> None:
        """After a death at any step, and another pass, all is as if nothing had happened.

        Where the mailbox then looks like another, that is so ten minutes later.
        """
        undisturbed = Program(twin_of(self.world), knows_uid_of_append=knows_uid, settings=self.program.settings)
        undisturbed.run_pass()
        self.program.steps_left, self.program.knows_uid_of_append = steps, knows_uid
        try:
            self.program.run_pass()
        except Died:
            pass
        finally:
            self.program.steps_left = None
        self._passes()
        # What it noted before it died may be evidence no more, and what a client has given another name is not found in
        # Trash: then two looks decide, as ever.
        if not self.clean or any(row.state is DraftState.WITHDRAWING for row in self.world.ledger.values()):
            for world in (self.world, undisturbed.world):
                world.now += timedelta(minutes=11)
            undisturbed.run_pass()
            self._passes()
        assert lying(self.world) == lying(undisturbed.world)
        assert standing(self.world) == standing(undisturbed.world)
        self.program.knows_uid_of_append = True

    # --- what always holds ---

    def _ours(self) -> list[tuple[Mail, Key]]:
        """Drafts that are the program's alone. What a client has left of one that was saved or sent is the user's."""
        users = [row for row in self.world.ledger.values() if row.state in (DraftState.RELEASED, DraftState.SENT)]
        keys, names = {row.key for row in users}, {row.message_id for row in users}
        lying = [mail for mail in self.world.ours_in_drafts() if mail.message_id not in names]
        return [(mail, mail.key) for mail in lying if mail.key and mail.key not in keys]

    @precondition(lambda self: self.clean)
    @invariant()
    def one_draft_for_a_follow_up(self) -> None:
        keys = [key for _, key in self._ours()]
        assert len(keys) == len(set(keys))

    @precondition(lambda self: self.clean)
    @invariant()
    def nothing_lies_in_drafts_that_is_not_wanted(self) -> None:
        """No chaser before its day or after an answer, for one."""
        wishes = {wish.key: wish for wish in self.program.outlook().wishes}
        for mail, key in self._ours():
            assert key in wishes, f"nobody wants {mail}"
            assert wishes[key].wanted is Wanted.YES, f"{wishes[key].reason}: {mail}"
            stage = next(name for name, facts in STAGES.items() if facts.role == wishes[key].brief.role)
            ended = self.ended_by.get(stage, set())
            if key.kind is Kind.FEEDBACK_REQUEST:
                assert Signal.REJECTION in ended, f"nobody said no: {mail}"
                assert Signal.DO_NOT_CONTACT not in ended, f"they asked for silence: {mail}"
            else:
                assert not ended, f"they have answered: {mail}"
            if key.recipient == MAXS_ADDRESS:
                assert self.told_address, f"a guessed address: {mail}"
            if key.recipient == JANE.email:
                assert stage not in self.came_back, f"there is no such address: {mail}"

    @precondition(lambda self: self.clean)
    @rule(part=st.floats(0.01, 0.99))
    def nothing_changes_before_the_next_look(self, part: float) -> None:
        view = self.program.outlook()
        next_look = view.next_look or self.world.now + 400 * DAY
        between = self.world.now + part * (next_look - self.world.now)
        before = {wish.key: wish.wanted for wish in view.wishes}
        after = {wish.key: wish.wanted for wish in self.program.outlook(between).wishes}
        assert after == before


def _same_form(one: Mail, other: Mail) -> bool:
    return is_form(one) and is_form(other) and form_about(one.subject) == form_about(other.subject)


class StoryWithForms(Story):
    """The same with a debrief form for each visit, which the user fills in now and then (D2)."""

    def __init__(self) -> None:
        super().__init__()
        self.program.settings = FollowUpSettings()

    @rule(
        choice=st.integers(0, 3),
        new_name=st.booleans(),
        notes=st.sampled_from([{"unread": ("feedback_by: soon",)}, {"do_not_chase": False}, {"people": (MET,)}]),
    )
    def fills_in(self, choice: int, new_name: bool, notes: dict[str, Any]) -> None:
        forms = [uid for uid, mail in self.world.drafts.mails.items() if is_form(mail)]
        if not forms:
            return
        self.clean = False
        old = self.world.drafts.mails.pop(forms[choice % len(forms)])
        about = form_about(old.subject)
        assert about is not None
        new = replace(
            old,
            message_id=self.world.new_name("client") if new_name else old.message_id,
            text=f"{old.text} filled in at {self.world.now}",
            at=self.world.now,
            touched=True,
            told=(*old.told, Debrief(about, self.world.now, **notes)),
        )
        self.world.drafts.add(new)


NEW_STORIES = bool(os.environ.get("AFTERWORD_NEW_STORIES"))
QUICK = settings(
    max_examples=80,
    stateful_step_count=40,
    deadline=None,
    derandomize=not NEW_STORIES,
    database=DirectoryBasedExampleDatabase(Path(".hypothesis/examples")) if NEW_STORIES else None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(QUICK, max_examples=300, stateful_step_count=70)


@pytest.mark.timeout(180)
def test_no_story_breaks_an_invariant() -> None:
    run_state_machine_as_test(Story, settings=QUICK)


@pytest.mark.timeout(180)
def test_no_story_with_forms_breaks_an_invariant_d2() -> None:
    run_state_machine_as_test(StoryWithForms, settings=settings(QUICK, max_examples=40))


@pytest.mark.system
@pytest.mark.timeout(900)
@pytest.mark.parametrize("story", [Story, StoryWithForms])
def test_no_story_breaks_an_invariant_for_long(story: type[Story]) -> None:
    run_state_machine_as_test(story, settings=LONG)
