"""NeoMutt itself recalls, edits, postpones and sends a draft, on every server."""

from pathlib import Path

import pytest

from tests.clients.neomutt import NeoMutt
from tests.conftest import missing
from tests.scenarios.letters import PRIYA, TOM, Event, google_invite
from tests.scenarios.world import World, moment
from tests.servers.mailbox import SENT, TRASH
from tests.servers.programs import MissingProgram
from tests.servers.smtpsink import SmtpSink

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))


def test_neomutt_recalls_edits_postpones_and_sends(world: World, smtp_sink: SmtpSink, tmp_path: Path) -> None:
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.once("2025-11-25 16:05")
    # Gmail takes what has the Message-ID and Date of a message for that message: the user comes a minute later.
    world.at("2025-11-25 16:06")
    name, toms = world.draft_to(PRIYA.email).message_id, world.draft_to(TOM.email).raw
    try:
        client = NeoMutt(world.mailbox, smtp_sink, tmp_path / "neomutt", world.clock.environment())
    except MissingProgram as problem:
        missing(problem)
    with client:
        client.recalls(PRIYA.email)
        for when in ("2025-11-25 16:07", "2025-11-25 16:20"):  # while the user types
            world.once(when)
            assert len(world.drafts()) <= 2
        client.types("Hello Priya,\n\nmy own words: schön.\n")
        client.postpones()
        (own,) = [one for one in world.drafts() if one.to == [PRIYA.email]]
        assert "my own words: schön" in own.text
        world.once("2025-11-25 16:21")
        assert world.follow_ups("thank_you") == {PRIYA.email: "released", TOM.email: "placed"}
        assert sorted(one.raw for one in world.drafts()) == sorted([own.raw, toms])
        assert own.message_id == name
        client.recalls(PRIYA.email)
        client.types("Hello Priya,\n\nmy last words.\n")
        client.sends()
        client.leaves()
    (handed_in,) = smtp_sink.messages
    assert handed_in.recipients == (PRIYA.email,)
    assert b"my last words" in handed_in.raw
    (sent,) = world.mailbox.messages(SENT)
    assert (sent.to, sent.message_id) == ([PRIYA.email], name)
    for when in ("2025-11-25 16:30", "2025-11-25 16:45", "2025-11-26 09:00"):
        world.once(when)
        assert [one.raw for one in world.drafts()] == [toms]
    assert world.follow_ups("thank_you") == {PRIYA.email: "sent", TOM.email: "placed"}
    assert world.mailbox.messages(TRASH) == []
