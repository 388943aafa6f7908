"""S1: after the interview everyone who interviewed gets a note of their own, and nobody else does."""

import json
import re
from email.utils import parsedate_to_datetime
from itertools import combinations

import pytest

from afterword.compose.language import load
from tests.compose.examples import sentences
from tests.scenarios.letters import LUCY, PRIYA, SAM, TOM, Event, google_invite, outlook_invite, plain_invite
from tests.scenarios.world import World, moment
from tests.servers.mailbox import StoredMessage

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
INVITED = moment("2025-11-18 09:30")
STYLES = [google_invite, outlook_invite, plain_invite]
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_s1_two_interviewers_get_a_note_each_one_hour_after_the_end_t1_t2(world: World, style: object) -> None:
    assert callable(style)
    world.deliver(style(INTERVIEW, INVITED))
    world.once("2025-11-18 10:00")
    assert world.drafts() == []
    world.once("2025-11-25 15:59")
    assert world.drafts() == []
    world.once("2025-11-25 16:01")
    drafts = world.drafts()
    assert sorted(one.to[0] for one in drafts) == [PRIYA.email, TOM.email]
    assert world.follow_ups("thank_you") == {PRIYA.email: "placed", TOM.email: "placed"}
    _assert_as_the_contract_says(drafts)
    _assert_own_notes(drafts)
    assert drafts[0].text.startswith(("Hi ", "Dear "))
    greetings = {one.to[0]: re.findall(r"[\w]+", one.text)[1] for one in drafts}
    assert greetings == {PRIYA.email: "Priya", TOM.email: "Tom"}  # T5
    world.once("2025-11-25 17:00")
    assert [one.raw for one in world.drafts()] == [one.raw for one in drafts]


def test_s1_started_anew_for_every_pass_as_by_cron_t1(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.at("2025-11-25 16:01")
    done = world.freshly_started("run", "--once")
    assert (done.status, done.out) == (0, "")
    assert world.drafted_to() == sorted([PRIYA.email, TOM.email])
    said = json.loads(world.freshly_started("status", "--json").out)
    assert [one["company"] for one in said["applications"]] == ["Halden Robotics"]


def test_s1_no_note_claims_more_than_is_known_and_names_the_day_t2_t6(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:01")
    for draft in world.drafts():
        assert "Senior Firmware Engineer" in draft.text
        assert "Halden Robotics" in draft.text
        assert "Tuesday" in draft.text
        assert "today" not in draft.text.casefold()
        assert draft.text.rstrip().endswith("Sam Rivera") or draft.text.rstrip().endswith("Sam")


def test_s1_the_reply_comes_from_the_address_that_was_invited(world: World) -> None:
    other = type(SAM)(SAM.name, "sam@rivera.example")
    world.deliver(outlook_invite(Event(INTERVIEW.start, INTERVIEW.end, owner=other), INVITED))
    world.once("2025-11-25 16:01")
    assert [one.header("From") for one in world.drafts()] == ["Sam Rivera <sam@rivera.example>"] * 2


def _assert_as_the_contract_says(drafts: list[StoredMessage]) -> None:
    for draft in drafts:
        message = draft.parsed
        assert draft.flags - {r"\Recent"} == {r"\Draft", r"\Seen"}
        assert set(message.keys()) <= HEADERS
        assert draft.header("From") == "Sam Rivera <sam.rivera@example.org>"
        assert len(draft.to) == 1
        assert LUCY.email not in draft.to
        assert message.get_content_type() == "text/plain"
        assert message.get_content_charset() == "utf-8"
        assert draft.subject
        assert draft.message_id
        assert draft.message_id.endswith("@example.org>")
        assert parsedate_to_datetime(str(message["Date"])) >= moment("2025-11-25 16:01")
        assert b"afterword" not in draft.raw.lower()
        assert not re.search(rb"automat|generated|\bbot\b|python|template", draft.raw, re.IGNORECASE)
    assert len({one.message_id for one in drafts}) == len(drafts)


def _assert_own_notes(drafts: list[StoredMessage]) -> None:
    allowed = load("en").set_phrases
    for draft in drafts:
        body = draft.text.rstrip().rpartition("\n")[0]
        assert 30 <= len(body.split()) <= 120  # T4
    for one, other in combinations(drafts, 2):
        assert one.subject != other.subject
        shared = set(sentences(one.text)) & set(sentences(other.text))
        assert not [line for line in shared if len(line.split()) > 5 and line not in allowed]
