"""S3: what the user edits, sends or deletes is the user's, whichever mail program does it."""

import datetime as dt
from dataclasses import replace

from tests.scenarios.letters import JOB, LUCY, PANEL, Event, Someone, google_invite, outlook_invite, rejection
from tests.scenarios.world import World, moment
from tests.servers.clients import ALL_CLIENTS, NEOMUTT
from tests.servers.mailbox import SENT, TRASH

INVITED = moment("2025-11-18 09:30")
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), interviewers=PANEL)
EVERYONE = sorted(one.email for one in PANEL)


def test_s3_what_any_client_edits_is_never_touched_again_and_sent_is_seen_c1(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    assert world.drafted_to() == EVERYONE
    world.at("2025-11-25 16:20")
    for person, client in zip(PANEL, ALL_CLIENTS, strict=True):
        world.mailbox.edit_draft(world.draft_to(person.email).uid, f"Hello,\n\nmy words with {client}.\n", client)
    own = sorted(one.raw for one in world.drafts())
    assert len(own) == len(PANEL)
    world.once("2025-11-25 16:21")
    assert world.follow_ups("thank_you") == dict.fromkeys(EVERYONE, "released")
    world.once("2025-11-26 16:21")
    assert sorted(one.raw for one in world.drafts()) == own
    world.once("2025-12-05 09:01")  # 2 December is the day by default
    assert world.drafted_to() == sorted([*EVERYONE, LUCY.email])
    world.deliver(rejection(moment("2025-12-05 10:00")))
    world.once("2025-12-05 10:05")
    assert world.follow_ups("chaser") == {LUCY.email: "withdrawn"}  # it alone has gone (C9)
    note = world.draft_to(LUCY.email).raw  # the answer to the rejection (F1)
    assert sorted(one.raw for one in world.drafts() if one.raw != note) == own
    world.at("2025-12-05 11:00")
    for person, client in zip(PANEL, ALL_CLIENTS, strict=True):
        world.mailbox.send_draft(world.draft_to(person.email).uid, client=client)
    world.once("2025-12-05 11:05")
    assert [one.raw for one in world.drafts()] == [note]
    assert world.follow_ups("thank_you") == dict.fromkeys(EVERYONE, "sent")


def test_s3_what_any_client_sends_is_sent_and_never_drafted_again(world: World) -> None:
    world.deliver(outlook_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    world.at("2025-11-25 16:30")
    for number, (person, client) in enumerate(zip(PANEL, ALL_CLIENTS, strict=True)):
        changed = f"Dear {person.name},\n\nas sent.\n" if number % 2 else None
        world.mailbox.send_draft(world.draft_to(person.email).uid, changed, client)
    for when in ("2025-11-25 16:31", "2025-11-25 16:45", "2025-11-26 10:00"):
        world.once(when)
        assert world.drafts() == []
    assert world.follow_ups("thank_you") == dict.fromkeys(EVERYONE, "sent")
    assert len(world.mailbox.messages(SENT)) == sum(client.copies_in_sent for client in ALL_CLIENTS)


def test_s3_what_the_user_deletes_is_never_made_again(world: World) -> None:
    people = PANEL[:4]
    world.deliver(google_invite(replace(INTERVIEW, interviewers=people), INVITED))
    world.once("2025-11-25 16:05")
    to_trash, expunged, emptied, kept = people
    world.mailbox.delete(world.draft_to(emptied.email).uid)
    world.mailbox.empty_trash()
    world.mailbox.delete(world.draft_to(to_trash.email).uid)
    world.mailbox.delete(world.draft_to(expunged.email).uid, through_trash=False)
    for when in ("2025-11-25 16:10", "2025-11-25 16:15", "2025-11-25 16:21", "2025-11-25 18:00", "2025-11-26 12:00"):
        world.once(when)
        assert world.drafted_to() == [kept.email]
    assert world.follow_ups("thank_you") == {
        **dict.fromkeys([one.email for one in (to_trash, expunged, emptied)], "deleted"),
        kept.email: "placed",
    }


def test_s3_all_of_them_deleted_at_once_stay_deleted(world: World) -> None:
    people = PANEL[:2]
    world.deliver(google_invite(replace(INTERVIEW, interviewers=people), INVITED))
    world.once("2025-11-25 16:05")
    for one in world.drafts():
        world.mailbox.delete(one.uid, through_trash=False)
    for when in ("2025-11-25 16:10", "2025-11-25 16:25", "2025-11-25 16:40", "2025-11-26 12:00"):
        world.once(when)
        assert world.drafts() == []
    assert world.follow_ups("thank_you") == dict.fromkeys([one.email for one in people], "deleted")


def test_s3_a_draft_that_is_away_while_the_user_types_is_not_made_again(world: World) -> None:
    world.deliver(google_invite(replace(INTERVIEW, interviewers=PANEL[:2]), INVITED))
    world.once("2025-11-25 16:05")
    brief, long = (world.mailbox.recall_draft(one.uid, NEOMUTT) for one in world.drafts())
    world.once("2025-11-25 16:06")
    assert world.drafts() == []
    world.mailbox.save_draft(brief, "Soon back.\n", NEOMUTT)
    world.once("2025-11-25 16:20")
    world.once("2025-11-25 16:40")
    world.mailbox.save_draft(long, "Back at last.\n", NEOMUTT)
    own = sorted(one.raw for one in world.drafts())
    for when in ("2025-11-25 16:41", "2025-11-26 10:00"):
        world.once(when)
        assert sorted(one.raw for one in world.drafts()) == own
    assert set(world.follow_ups("thank_you").values()) == {"released"}
    assert world.mailbox.messages(TRASH) == []


COMPANIES = ("Abelia Foods", "Birchwood Bank", "Corvane Media", "Drumlin Energy", "Eskdale Health", "Fenwright Rail",
             "Gannet Maps", "Hollis Optics", "Ironbark Games", "Juniper Freight")  # fmt: skip


def test_s3_a_chaser_in_a_thread_that_any_client_edits_is_never_touched_again(world: World) -> None:
    contacts = []
    for number, (company, person) in enumerate(zip(COMPANIES, PANEL, strict=True)):
        domain = f"{company.split()[0].lower()}.example"
        recruiter = Someone(f"Nora {company.split()[0]}son", f"nora@{domain}")
        interviewer = Someone(person.name, f"{person.email.partition('.')[0]}@{domain}")
        start = INTERVIEW.start + dt.timedelta(hours=number)
        event = Event(
            start, start + dt.timedelta(minutes=30), [interviewer], recruiter, None,
            f"Interview: {JOB} at {company}", uid=f"event-{number}@{domain}",
        )  # fmt: skip
        world.deliver(google_invite(event, INVITED + dt.timedelta(minutes=number)))
        contacts.append(recruiter.email)
    world.once("2025-11-18 10:00")
    world.once("2025-12-05 09:01")
    assert world.drafted_to() == sorted(contacts)
    assert all(one.header("In-Reply-To") for one in world.drafts())
    world.at("2025-12-05 09:30")
    for address, client in zip(contacts, ALL_CLIENTS, strict=True):
        world.mailbox.edit_draft(world.draft_to(address).uid, f"Hello,\n\nmy words with {client}.\n", client)
    own = sorted(one.raw for one in world.drafts())
    world.once("2025-12-05 09:31")
    for contact, company in zip(contacts, COMPANIES, strict=True):
        world.deliver(rejection(moment("2025-12-05 10:00"), Someone(f"Nora of {company}", contact)))
    world.once("2025-12-05 10:05")
    world.once("2025-12-22 10:05")
    assert sorted(one.raw for one in world.drafts()) == own
    found = world.status()["applications"]
    assert [one["state"] for one in found] == ["rejected"] * len(contacts)
    chasers = [one for each in found for one in each["follow_ups"] if one["kind"] == "chaser"]
    assert [one["state"] for one in chasers] == ["released"] * len(contacts)
