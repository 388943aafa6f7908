"""What is asked of them, on real servers: an address that nobody told (T10)."""

from dataclasses import replace

from tests.scenarios.letters import LUCY, PRIYA, TOM, Event, google_invite, letter
from tests.scenarios.world import World, moment

NAMES_TOM = Event(
    moment("2025-11-25 14:00"),
    moment("2025-11-25 15:00"),
    interviewers=(PRIYA,),
    text="Interviewers: Priya Nair and Tom Beckett.",
)


def test_t10_an_address_is_asked_for_and_the_note_follows_once_it_is_told(world: World) -> None:
    world.deliver(google_invite(NAMES_TOM, moment("2025-11-18 09:30")))
    world.once("2025-11-25 16:05")
    assert world.drafted_to() == sorted([PRIYA.email, LUCY.email])
    request = world.draft_to(LUCY.email)
    assert "Tom Beckett" in request.text
    world.at("2025-11-25 17:00")
    world.mailbox.send_draft(request.uid)
    world.once("2025-11-25 17:05")
    assert world.follow_ups("address_request") == {LUCY.email: "sent"}
    told = f"Hi Sam,\n\nof course: Tom Beckett, {TOM.email}\n\nBest,\nLucy\n"
    asked = str(request.header("Message-ID"))
    world.deliver(letter(LUCY, "Re: Interview", told, moment("2025-11-27 10:00"), answers=asked))
    world.once("2025-11-27 10:05")
    assert world.follow_ups("thank_you") == {PRIYA.email: "placed", TOM.email: "placed"}
    assert "Hi Tom," in world.draft_to(TOM.email).text or "Dear Tom," in world.draft_to(TOM.email).text
    world.once("2025-12-05 09:01")  # neither request nor answer was a chaser
    assert world.follow_ups("chaser") == {LUCY.email: "placed"}


def test_t10_an_address_that_comes_back_is_asked_for(world: World) -> None:
    world.deliver(google_invite(replace(NAMES_TOM, text=""), moment("2025-11-18 09:30")))
    world.once("2025-11-25 16:05")
    world.at("2025-11-25 16:30")
    note = world.draft_to(PRIYA.email)
    world.mailbox.send_draft(note.uid)
    world.deliver(_bounce(str(note.header("Message-ID"))))
    world.once("2025-11-25 16:40")
    assert world.drafted_to() == [LUCY.email]
    assert "Priya Nair" in world.draft_to(LUCY.email).text
    assert world.follow_ups("thank_you")[PRIYA.email] == "sent"


def _bounce(returned: str) -> bytes:
    """A delivery status notification (RFC 3464) of a message to an address that there is not."""
    return f"""\
From: Mail Delivery System <mailer-daemon@example.org>
To: sam.rivera@example.org
Subject: Undelivered Mail Returned to Sender
Date: Tue, 25 Nov 2025 16:35:00 +0000
Message-ID: <bounce.1@example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

<{PRIYA.email}>: host mx.halden.example said: 550 5.1.1 no such user

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; {PRIYA.email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {returned}
From: sam.rivera@example.org
To: {PRIYA.email}

--b--
""".replace("\n", "\r\n").encode()
