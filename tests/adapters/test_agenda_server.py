"""The agenda in a calendar on a real CalDAV server, with the user's hands in it, and servers that set traps."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.adapters.calendars.agenda.form import NotOurs, untouched, written_alone
from afterword.adapters.calendars.agenda.server import AgendaServer
from afterword.config import AGENDA, Calendar
from afterword.decide import revised
from afterword.errors import LoginRefused, Transient
from afterword.model.agenda import DOMAIN, Entry, Posted, uid_of
from tests.agendas import as_vobject_reads_it, components
from tests.servers.radicale import CalendarProgram, Line, Radicale, Reply, event
from tests.servers.running import PASSWORD

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)

SEND = Entry(uid_of("send"), "Send the thank-you to Jörg Müller; now, (Acme, News)", "One line.\nAnother.", NOW + DAY)
ANSWER = Entry(uid_of("answer"), "They promised an answer by today", "Text", date(2026, 12, 4))
NOTE = Entry(uid_of("note"), "A handwritten note to Jane Doe, perhaps", "Text", date(2026, 11, 26), task=True)
LATER = Entry(SEND.uid, SEND.title, SEND.text, NOW + 2 * DAY)
THREE = (SEND, ANSWER, NOTE)
MINE = event("mine@example.org", "Dentist", "20261126T160000Z", "20261126T170000Z")


def name_of(entry: Entry) -> str:
    return f"{entry.uid.removesuffix(DOMAIN)}.ics"


class Kept:
    """A memory that lasts as long as the test."""

    def __init__(self) -> None:
        self.text: str | None = None

    def read(self) -> str | None:
        return self.text

    def write(self, text: str) -> None:
        self.text = text


class Desk:
    """The user's calendar program, one calendar of theirs, and our end of the line to it."""

    def __init__(self, line: Line, program: CalendarProgram, component: str | None = None) -> None:
        self.line, self.program, self.memory = line, program, Kept()
        self.calendar = program.make_calendar("Follow-ups", component) if component else program.upload(_empty())

    def publish(self, *wanted: Entry, now: datetime = NOW, secret: str = PASSWORD, **more: object) -> bool:
        url = f"{self.line.url.rstrip('/')}{self.calendar}"
        table = {"name": AGENDA, "type": "caldav", "url": url, "username": self.program.user, **more}
        server = AgendaServer(Calendar.of(table), lambda: secret, self.memory)
        return server.update(lambda posted: revised(posted, wanted, now))

    def there(self) -> dict[str, bytes]:
        return self.program.resources(self.calendar)

    def titles(self) -> list[str]:
        return sorted(title for data in self.there().values() for _, _, title, _ in as_vobject_reads_it(data))

    def writes(self) -> list[tuple[str, str]]:
        """What was asked to be written since the last time: the method and the condition."""
        asked = [one for one in self.line.take() if one.method in ("PUT", "DELETE")]
        conditions = [{"If-Match", "If-None-Match"} & set(one.headers) for one in asked]
        assert all(len(found) == 1 for found in conditions), "no write without a condition"
        return [(one.method, found.pop()) for one, found in zip(asked, conditions, strict=True)]


def _empty() -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{MINE}END:VCALENDAR\r\n".encode()


@pytest.fixture
def desk(radicale: Radicale) -> Iterator[Desk]:
    """A calendar that holds an event of the user's, and takes events and tasks."""
    with Line(radicale) as line:
        yield Desk(line, CalendarProgram(radicale))


def test_k1_each_entry_is_a_resource_that_keeps_to_the_standard(desk: Desk) -> None:
    assert desk.publish(*THREE)
    found = desk.there()
    (mine,) = set(found) - {name_of(one) for one in THREE}
    assert b"Dentist" in found.pop(mine)
    for entry in THREE:
        ((kind, properties),) = components(found[name_of(entry)])
        assert (kind, properties["UID"][1]) == ("VTODO" if entry.task else "VEVENT", entry.uid)
        ((_, _, title, at),) = as_vobject_reads_it(found[name_of(entry)])
        assert (title, at) == (entry.title, entry.at)
    assert desk.writes() == [("PUT", "If-None-Match")] * 3


def test_a_pass_without_news_asks_nothing(desk: Desk) -> None:
    desk.publish(*THREE)
    desk.line.take()
    assert not desk.publish(*THREE, now=NOW + DAY)
    assert desk.line.take() == []


def test_what_changes_is_written_and_what_is_gone_removed(desk: Desk) -> None:
    desk.publish(*THREE)
    desk.writes()
    assert desk.publish(LATER, ANSWER, now=NOW + DAY)
    assert sorted(desk.writes()) == [("DELETE", "If-Match"), ("PUT", "If-Match")]
    assert desk.titles() == sorted(["Dentist", ANSWER.title, SEND.title])
    ((_, properties),) = components(desk.there()[name_of(SEND)])
    assert (properties["SEQUENCE"][1], properties["DTSTART"][1]) == ("1", "20261127T160000Z")
    assert desk.publish(LATER, ANSWER, NOTE, now=NOW + 2 * DAY)
    ((_, properties),) = components(desk.there()[name_of(NOTE)])
    assert properties["SEQUENCE"][1] == "2", "it was 1 when it went"
    desk.publish(now=NOW + 3 * DAY)
    desk.publish(now=NOW + 30 * DAY)
    assert desk.titles() == ["Dentist"]


@pytest.mark.parametrize(
    "old,new",
    [
        ("20261126T160000Z", "20261126T180000Z"),
        (SEND.title[:12], "I have sent it"),
        ("END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT"),
    ],
)
def test_an_entry_that_the_user_has_changed_is_theirs(desk: Desk, old: str, new: str) -> None:
    desk.publish(SEND, ANSWER)
    desk.program.change(desk.calendar, name_of(SEND), old, new)
    theirs = desk.there()[name_of(SEND)]
    assert desk.publish(LATER, ANSWER, now=NOW + DAY)
    assert desk.there()[name_of(SEND)] == theirs
    assert not desk.publish(LATER, ANSWER, now=NOW + 2 * DAY)
    desk.publish(ANSWER, now=NOW + 3 * DAY)
    assert desk.there()[name_of(SEND)] == theirs, "not even when it is wanted no more"


def test_a_task_that_is_done_stays_done(desk: Desk) -> None:
    desk.publish(NOTE)
    desk.program.change(desk.calendar, name_of(NOTE), "STATUS:NEEDS-ACTION", "STATUS:COMPLETED")
    desk.publish(now=NOW + DAY)
    assert b"COMPLETED" in desk.there()[name_of(NOTE)]


def test_an_entry_that_the_user_has_deleted_does_not_come_back(desk: Desk) -> None:
    desk.publish(SEND, ANSWER)
    desk.program.delete(desk.calendar, name_of(SEND).removesuffix(".ics"))
    desk.publish(LATER, ANSWER, now=NOW + DAY)
    assert desk.titles() == sorted(["Dentist", ANSWER.title])
    desk.publish(ANSWER, now=NOW + 2 * DAY)
    assert desk.titles() == sorted(["Dentist", ANSWER.title])


def test_what_the_user_keeps_under_our_name_is_not_touched(desk: Desk) -> None:
    desk.program.put(desk.calendar, name_of(SEND).removesuffix(".ics"), event("other@example.org", "Mine", "20261201"))
    theirs = desk.there()[name_of(SEND)]
    assert desk.publish(SEND, ANSWER)
    desk.publish(LATER, now=NOW + DAY)
    desk.publish(now=NOW + 2 * DAY)
    assert desk.there()[name_of(SEND)] == theirs


def test_a_lost_memory_is_made_of_what_lies_there(desk: Desk) -> None:
    desk.publish(*THREE)
    desk.program.change(desk.calendar, name_of(NOTE), "STATUS:NEEDS-ACTION", "STATUS:COMPLETED")
    done = desk.there()[name_of(NOTE)]
    desk.memory = Kept()
    desk.writes()
    desk.publish(SEND, ANSWER, NOTE, now=NOW + DAY)
    assert desk.writes() == []
    desk.memory = Kept()
    desk.publish(LATER, now=NOW + 2 * DAY)
    assert sorted(desk.writes()) == [("DELETE", "If-Match"), ("PUT", "If-Match")]
    assert desk.there()[name_of(NOTE)] == done


def test_a_death_before_the_note_makes_no_second_entry(desk: Desk) -> None:
    desk.publish(SEND)
    before = desk.memory.text
    desk.publish(LATER, ANSWER, now=NOW + DAY)
    desk.memory.text = before
    desk.writes()
    assert desk.publish(LATER, ANSWER, now=NOW + DAY)
    assert desk.titles() == sorted(["Dentist", ANSWER.title, SEND.title])
    desk.publish(ANSWER, now=NOW + 2 * DAY)
    assert desk.titles() == sorted(["Dentist", ANSWER.title])


def test_a_server_that_tells_no_etag_of_what_it_stores(radicale: Radicale) -> None:
    """Then it may have changed it (RFC 4791, 5.3.4): it is asked once more."""
    with Line(radicale, drop=("etag",)) as line:
        desk = Desk(line, CalendarProgram(radicale))
        desk.publish(SEND, ANSWER)
        desk.publish(LATER, now=NOW + DAY)
        assert desk.titles() == sorted(["Dentist", SEND.title])
        desk.program.change(desk.calendar, name_of(SEND), SEND.title[:12], "I have sent it")
        desk.publish(SEND, now=NOW + 2 * DAY)
        assert b"I have sent it" in desk.there()[name_of(SEND)]


def test_a_server_that_numbers_anew_has_changed_nothing(desk: Desk) -> None:
    desk.publish(SEND)
    desk.program.change(desk.calendar, name_of(SEND), "PRODID:", "X-OTHER:1\r\nPRODID:")
    desk.publish(LATER, now=NOW + DAY)
    ((_, properties),) = components(desk.there()[name_of(SEND)])
    assert properties["DTSTART"][1] == "20261127T160000Z"


def test_a_calendar_for_events_alone_gets_no_tasks(radicale: Radicale) -> None:
    with Line(radicale) as line:
        desk = Desk(line, CalendarProgram(radicale), "VEVENT")
        desk.publish(*THREE)
        assert desk.titles() == sorted([SEND.title, ANSWER.title])
        desk.line.take()
        assert not desk.publish(*THREE, now=NOW + DAY)
        assert desk.line.take() == []


def test_of_several_calendars_one_must_be_named(radicale: Radicale) -> None:
    program = CalendarProgram(radicale)
    with Line(radicale) as line:
        desk = Desk(line, program, "VEVENT")
        program.make_calendar("Personal")
        home = f"{line.url.rstrip('/')}{program.home}"
        with pytest.raises(Transient, match=r"several calendars.*: “Follow-ups”, “Personal”"):
            desk.publish(SEND, url=home)
        assert desk.publish(SEND, url=home, calendars=["Follow-ups"])
        assert desk.titles() == [SEND.title]


def test_a_calendar_that_is_gone_is_looked_for_anew(desk: Desk) -> None:
    desk.publish(SEND)
    desk.program.delete(desk.calendar)
    with pytest.raises(Transient):
        desk.publish(SEND, ANSWER, now=NOW + DAY)
    with pytest.raises(Transient):
        desk.publish(SEND, ANSWER, now=NOW + DAY)
    desk.calendar = desk.program.upload(_empty())
    assert desk.publish(SEND, ANSWER, now=NOW + DAY)
    assert desk.titles() == sorted(["Dentist", SEND.title, ANSWER.title])


def test_a_refused_entry_keeps_no_other_away(radicale: Radicale) -> None:
    def too_large(method: str, path: str, _: dict[str, str]) -> Reply | None:
        return (413, {}, b"") if method == "PUT" and path.endswith(name_of(ANSWER)) else None

    with Line(radicale, too_large) as line:
        desk = Desk(line, CalendarProgram(radicale))
        with pytest.raises(Transient, match="answers with 413"):
            desk.publish(*THREE)
        assert desk.titles() == sorted(["Dentist", SEND.title, NOTE.title])
        with pytest.raises(Transient, match="413"):
            desk.publish(*THREE)
        assert [one.path.rpartition("/")[2] for one in line.take() if one.method == "PUT"].count(name_of(SEND)) == 1


def test_a_calendar_that_may_only_be_read(radicale: Radicale) -> None:
    with Line(radicale, lambda method, *_: (403, {}, b"") if method == "PUT" else None) as line:
        desk = Desk(line, CalendarProgram(radicale))
        with pytest.raises(Transient, match="does not let you write"):
            desk.publish(SEND)


def test_nothing_is_written_to_another_server(radicale: Radicale) -> None:
    with Line(None, lambda *_: (201, {}, b"")) as other:

        def away(method: str, path: str, _: dict[str, str]) -> Reply | None:
            return (307, {"Location": f"{other.url.rstrip('/')}{path}"}, b"") if method == "PUT" else None

        with Line(radicale, away) as line, pytest.raises(Transient, match="sends on to another server"):
            Desk(line, CalendarProgram(radicale)).publish(SEND)
        assert other.asked == []


def test_a_refused_login_says_so(desk: Desk) -> None:
    with pytest.raises(LoginRefused, match="refuses the login"):
        desk.publish(SEND, secret="wrong")
    assert desk.memory.text is None


@given(st.sampled_from([SEND, ANSWER, NOTE]), st.integers(0, 9), st.booleans())
def test_what_nobody_has_touched_is_known(entry: Entry, sequence: int, cancelled: bool) -> None:
    posted = Posted(entry, sequence, NOW, cancelled)
    data = written_alone(posted)
    assert untouched(data) == posted
    for old, new in ((b"Text", b"Test"), (b"SUMMARY:", b"SUMMARY:x"), (b"X-AFTERWORD-SEAL:", b"X-OTHER:")):
        if old in data:
            with pytest.raises(NotOurs):
                untouched(data.replace(old, new))
