"""Roundcube itself, in a real browser, opens, edits, saves and sends a draft."""

from pathlib import Path

import pytest

from tests.clients.browser import Browser
from tests.clients.roundcube import Roundcube
from tests.conftest import missing
from tests.scenarios.letters import PRIYA, TOM, Event, google_invite
from tests.scenarios.world import World, moment
from tests.servers.mailbox import DRAFTS, SENT, TRASH
from tests.servers.programs import MissingProgram, find_chromium, find_roundcube
from tests.servers.smtpsink import SmtpSink

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))


def test_roundcube_opens_edits_saves_and_sends(world: World, smtp_sink: SmtpSink, tmp_path: Path) -> None:
    try:
        find_chromium(), find_roundcube()
    except MissingProgram as problem:
        missing(problem)
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.once("2025-11-25 16:05")
    ours, toms = world.draft_to(PRIYA.email), world.draft_to(TOM.email).raw
    environment, place = world.clock.environment(), tmp_path / "roundcube"
    with (
        Browser(tmp_path / "browser") as browser,
        Roundcube(world.mailbox, smtp_sink, place, environment, browser) as roundcube,
    ):
        roundcube.opens(ours.uid)
        world.once("2025-11-25 16:20")
        roundcube.types("Hello Priya,\n\nmy own words: schön.\n")
        roundcube.saves("my own words: schön")
        world.once("2025-11-25 16:21")
        roundcube.types("Hello Priya,\n\nbetter words.\n")
        roundcube.saves("better words")
        world.once("2025-11-25 16:40")
        (own,) = [one for one in world.drafts() if one.to == [PRIYA.email]]
        assert own.uid > ours.uid
        assert world.follow_ups("thank_you") == {PRIYA.email: "released", TOM.email: "placed"}
        assert sorted(one.raw for one in world.drafts()) == sorted([own.raw, toms])
        roundcube.opens(own.uid)
        roundcube.sends()
    (handed_in,) = smtp_sink.messages
    assert handed_in.recipients == (PRIYA.email,)
    assert b"better words" in handed_in.raw
    (sent,) = world.mailbox.messages(SENT)
    assert sent.to == [PRIYA.email]
    for when in ("2025-11-25 16:45", "2025-11-25 17:00", "2025-11-26 09:00"):
        world.once(when)
        assert [one.raw for one in world.drafts()] == [toms]
    assert world.follow_ups("thank_you") == {PRIYA.email: "sent", TOM.email: "placed"}
    assert world.mailbox.messages(TRASH) == []
    assert [one.uid for one in world.mailbox.messages(DRAFTS) if one.to == [PRIYA.email]] == []
