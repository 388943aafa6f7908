"""What goes wrong outside: it is told, nothing is concluded from it, and nothing is lost."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.scenarios.letters import LUCY, PRIYA, TOM, Event, Someone, google_invite, rejection
from tests.scenarios.world import Starter, World, account, moment
from tests.servers.mailbox import Mailbox
from tests.servers.recorder import CutLine, Recorder
from tests.servers.running import RunningServer, free_ports

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
INVITED = moment("2025-11-18 09:30")


def _nested_without_end() -> bytes:
    inner = "".join(
        f'--a\r\nContent-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n\r\nhi\r\n--b{n}--\r\n'
        for n in range(300)
    )
    head = f"From: {LUCY}\r\nTo: sam.rivera@example.org\r\nSubject: Your application\r\n"
    more = "Message-ID: <deep@halden.example>\r\nDate: Wed, 26 Nov 2025 10:00:00 +0000\r\n"
    return f'{head}{more}Content-Type: multipart/mixed; boundary="a"\r\n\r\n{inner}--a--\r\n'.encode()


def test_a_message_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-18 10:00")
    uid = world.deliver(_nested_without_end())
    world.once("2025-11-26 10:05")
    (aside,) = world.status()["set_aside"]
    assert {key: aside[key] for key in ("account", "folder", "uid")} == {
        "account": "personal", "folder": "INBOX", "uid": uid,
    }  # fmt: skip
    assert aside["reason"]
    world.deliver(rejection(moment("2025-11-26 11:00")))
    world.once("2025-11-26 11:05")
    assert world.application()["state"] == "rejected"
    assert len(world.status()["set_aside"]) == 1


@contextmanager
def _nonsense(answer: Callable[[int], bytes]) -> Iterator[int]:
    """A server that greets every caller with what `answer` gives for the how-manieth line it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client, client.makefile("rb") as lines:
                    try:
                        client.sendall(answer(0))
                        for number, _ in enumerate(lines, start=1):
                            client.sendall(answer(number))
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


NONSENSE = {
    "speaks HTTP": lambda number: b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "says good-bye": lambda number: b"* BYE not today\r\n",
    "sends noise": lambda number: bytes(range(256)) * 4 + b"\r\n",
    "greets and then talks nonsense": lambda number: b"* OK hello\r\n" if number == 0 else b"* OK {99999999999}\r\n",
}


@pytest.mark.parametrize("kind", NONSENSE)
def test_a_server_that_answers_nonsense_is_a_temporary_fault_and_changes_nothing(
    dovecot: RunningServer, starter: Starter, tmp_path: Path, kind: str
) -> None:
    world = World(Mailbox(dovecot), starter, tmp_path)
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 15:30")
    with _nonsense(NONSENSE[kind]) as port:
        world.configure(account(world.mailbox, port=port))
        said = world.once("2025-11-25 16:05", status=75)
    assert "personal" in said
    status = world.status()
    (served,) = status["accounts"]
    assert served["state"] == "unreachable"
    assert served["problem"]
    assert served["last_pass"] == "2025-11-25T15:30:00Z"
    assert world.drafts() == []
    world.configure(account(world.mailbox))
    world.once()
    assert world.drafted_to() == sorted([PRIYA.email, TOM.email])


@pytest.mark.parametrize("command", ["LIST", "UID FETCH", "EXAMINE"])
def test_a_line_that_breaks_in_the_middle_of_a_pass_loses_nothing(world: World, command: str) -> None:
    def cut(asked: str) -> None:
        if asked.startswith(command):
            raise CutLine

    world.deliver(google_invite(INTERVIEW, INVITED))
    with Recorder(world.mailbox.server, before=cut) as recorder:
        world.ports.append(recorder.port)
        world.configure(account(world.mailbox, port=recorder.port))
        world.once("2025-11-25 16:05", status=75)
        assert world.drafts() == []
        recorder.before = None
        world.once()
        assert world.drafted_to() == sorted([PRIYA.email, TOM.email])


def test_a_refused_login_ends_with_77_and_says_so(world: World) -> None:
    world.configure(account(world.mailbox, password="wrong"))
    assert "personal" in world.once(status=77)
    (served,) = world.status()["accounts"]
    assert (served["state"], served["last_pass"]) == ("refused", None)


def test_every_fault_of_a_configuration_is_named_at_once_with_78(world: World) -> None:
    text = world.config.read_text().replace('country = "GB"', 'country = "Nowhere"').replace("port = ", "prot = ")
    world.config.write_text(text.replace("Europe/London", "Europe/Londinium"))
    for command in (["run", "--once"], ["run"], ["status"], ["plan"]):
        done = world.command(*command, status=78)
        assert done.out == ""
        assert all(key in done.err for key in ("country", "prot", "time_zone")), done.err


def test_of_two_accounts_the_living_one_is_served_and_nobody_is_chased_meanwhile_c1(
    world: World, tmp_path: Path
) -> None:
    other = Mailbox(world.mailbox.server)
    (dead,) = free_ports(1)
    world.ports.append(dead)
    both_alive = [account(world.mailbox), account(other, name="work")]
    one_dead = [account(world.mailbox), account(other, name="work", port=dead)]
    world.configure(*one_dead)
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05", status=75)
    assert world.drafted_to() == sorted([PRIYA.email, TOM.email])
    assert {one["name"]: one["state"] for one in world.status()["accounts"]} == {
        "personal": "ok", "work": "unreachable",
    }  # fmt: skip
    world.once("2025-12-05 09:01", status=75)
    assert world.drafts() == []  # the answer may lie in the other mailbox
    assert world.follow_ups("chaser") == {LUCY.email: "held"}
    world.configure(*both_alive)
    world.once()
    assert world.drafted_to() == [LUCY.email]
    other.deliver(rejection(moment("2025-12-05 10:00")))
    world.once("2025-12-05 10:05")
    assert world.follow_ups("chaser") == {LUCY.email: "withdrawn"}
    assert world.follow_ups("feedback_request") == {LUCY.email: "placed"}


def test_a_draft_goes_to_the_account_that_received_the_invite(world: World) -> None:
    other = Mailbox(world.mailbox.server)
    world.configure(account(other, name="work"), account(world.mailbox))
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    assert other.drafts() == []
    assert world.drafted_to() == sorted([PRIYA.email, TOM.email])


def test_the_ledger_is_lost_and_no_draft_is_made_twice(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    before = sorted(one.raw for one in world.drafts())
    for file in (world.folder / "state").glob("ledger*"):
        file.unlink()
    world.once("2025-11-25 17:05")
    world.once("2025-11-25 18:05")
    assert sorted(one.raw for one in world.drafts()) == before


def test_t8_a_note_that_cannot_be_written_is_held_and_status_says_why(world: World) -> None:
    bjorn = Someone("Björn Lund", "björn.lund@halden.example")  # an address that no header can carry
    event = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), [PRIYA, bjorn])
    world.deliver(google_invite(event, moment("2025-11-18 09:30")))
    world.once("2025-11-25 16:05")
    assert world.drafted_to() == [PRIYA.email]
    assert world.follow_ups("thank_you") == {PRIYA.email: "placed", bjorn.email: "held"}
