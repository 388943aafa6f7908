"""iCalendar from a file, a folder and a feed: what is new, and that half a calendar proves nothing."""

import datetime as dt
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.adapters.calendars import Changes, Window, open_calendar
from afterword.adapters.calendars.changes import CalendarSource
from afterword.adapters.calendars.pieces import NoCalendar, pieces
from afterword.config import Calendar
from afterword.errors import LoginRefused, Transient
from afterword.understand import read_calendar
from tests.servers.certificates import make_certificates
from tests.servers.radicale import Line, Reply, event

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WINDOW = Window(NOW - dt.timedelta(days=180), NOW + dt.timedelta(days=731), look_around=False)
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def calendar(*events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def source(**more: object) -> CalendarSource:
    table = {"name": "local", "type": "ics", **more}
    secret = str(more.pop("secret", ""))
    table.pop("secret", None)
    return open_calendar(Calendar.of(table, Path("/")), lambda: secret)


def changed(source: CalendarSource, before: Changes | None = None) -> Changes:
    marks = {before.collection: before.bookmark} if before else {}
    (found,) = source.changes(marks, WINDOW)
    return found


def names(changes: Changes) -> list[str]:
    return [item.name for item in changes.objects]


ONE = event("one@x.example", "One", "20261201T100000Z")
TWO = event("two@x.example", "Two", "20261202T100000Z")
PAST = event("past@x.example", "Past", "20250102T100000Z")


# --- A file ---


def test_a_file_is_read_when_it_has_changed_and_then_only_what_is_new_in_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.ics"
    file.write_bytes(calendar(ONE, PAST))
    local = source(path=str(file))
    first = changed(local)
    assert names(first) == ["one@x.example"], "what was long ago is left"
    assert first.present == frozenset({"one@x.example", "past@x.example"})
    again = changed(local, first)
    assert (again.objects, again.present, again.bookmark) == ((), None, first.bookmark)
    file.write_bytes(calendar(ONE, TWO))
    second = changed(local, first)
    assert (names(second), second.present) == (["two@x.example"], frozenset({"one@x.example", "two@x.example"}))


@pytest.mark.parametrize("data", [b"", b"<html>", calendar(ONE)[:-20], calendar(ONE)[30:]])
def test_half_a_calendar_proves_nothing(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "mine.ics"
    file.write_bytes(data)
    with pytest.raises(Transient, match="local: what came is not to be used"):
        changed(source(path=str(file)))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Transient, match=f"local: there is no file or folder {tmp_path}/none"):
        changed(source(path=str(tmp_path / "none")))


# --- A folder ---


def test_a_folder_as_vdirsyncer_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "a b.ics").write_bytes(calendar(ONE))
    (tmp_path / "top.ics").write_bytes(calendar(TWO))
    (tmp_path / "past.ics").write_bytes(calendar(PAST))
    (tmp_path / ".half.ics").write_bytes(b"BEGIN")
    (tmp_path / "displayname").write_text("Mine")
    local = source(path=str(tmp_path))
    first = changed(local)
    assert names(first) == ["home/a b.ics", "top.ics"]
    assert first.present == frozenset({"home/a b.ics", "past.ics", "top.ics"})
    none = changed(local, first)
    assert (none.objects, none.bookmark) == ((), first.bookmark)
    (tmp_path / "top.ics").unlink()
    (tmp_path / "home" / "a b.ics").write_bytes(calendar(ONE.replace("One", "One, moved")))
    (tmp_path / "home" / "bad.ics").write_bytes(b"no calendar")
    second = changed(local, first)
    assert names(second) == ["home/a b.ics"]
    assert second.present == frozenset({"home/a b.ics", "home/bad.ics", "past.ics"})
    assert [name for name, _ in second.skipped] == ["home/bad.ics"]


def test_a_path_that_cannot_be_followed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Transient, match="cannot be read: Not a directory"):
        changed(source(path=str(tmp_path / "file" / "mine.ics")))


# --- A feed ---


class Publisher:
    """A calendar service: what it publishes, and how."""

    def __init__(self) -> None:
        self.data, self.status = calendar(ONE), 200
        self.etag: str | None = None
        self.modified: str | None = None
        self.given: list[int] = []
        self.headers: list[dict[str, str]] = []

    def __call__(self, method: str, path: str, headers: dict[str, str]) -> Reply:
        self.headers.append(headers)
        more = {"ETag": self.etag} if self.etag else {}
        more |= {"Last-Modified": self.modified} if self.modified else {}
        same = (self.etag and headers.get("If-None-Match") == self.etag) or (
            not self.etag and self.modified and headers.get("If-Modified-Since") == self.modified
        )
        status = 304 if same else self.status
        self.given.append(status)
        return status, more, b"" if same else self.data


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def feed(publisher: Publisher, tmp_path: Path) -> Iterator[CalendarSource]:
    """A secret feed over TLS, with an authority of its own."""
    files = make_certificates(tmp_path)
    line = Line(None, publisher)
    url = line.protect(files.cert_file, files.key_file)
    with line:
        yield source(secret=f"{url.replace('https', 'webcal')}private-0123456789/basic.ics", ca_file=str(files.ca_file))


@pytest.mark.parametrize("validator", ["etag", "modified"])
def test_a_feed_is_asked_whether_it_has_changed(feed: CalendarSource, publisher: Publisher, validator: str) -> None:
    setattr(publisher, validator, '"1"' if validator == "etag" else format_datetime(NOW, usegmt=True))
    first = changed(feed)
    assert names(first) == ["one@x.example"]
    assert "0123456789" not in first.bookmark + first.collection, "the address is a secret"
    none = changed(feed, first)
    assert (publisher.given, none.objects, none.bookmark) == ([200, 304], (), first.bookmark)
    setattr(publisher, validator, '"2"' if validator == "etag" else format_datetime(NOW + dt.timedelta(1), usegmt=True))
    publisher.data = calendar(ONE, TWO)
    assert names(changed(feed, first)) == ["two@x.example"]


def test_a_feed_that_is_made_anew_each_time_is_no_news(feed: CalendarSource, publisher: Publisher) -> None:
    first = changed(feed)
    publisher.data = publisher.data.replace(b"DTSTAMP:20261101", b"DTSTAMP:20261122")
    publisher.modified = format_datetime(NOW, usegmt=True)
    again = changed(feed, first)
    assert (again.objects, again.bookmark) == ((), first.bookmark)
    assert again.present == frozenset({"one@x.example"})


def test_a_feed_that_is_no_calendar_just_now(feed: CalendarSource, publisher: Publisher) -> None:
    first = changed(feed)
    for status, data in ((200, b"<html>Log in"), (404, b""), (503, b""), (206, calendar(ONE))):
        publisher.status, publisher.data = status, data
        with pytest.raises(Transient) as caught:
            changed(feed, first)
        assert "0123456789" not in str(caught.value)


def test_a_feed_behind_a_login(feed: CalendarSource, publisher: Publisher) -> None:
    publisher.status = 401
    with pytest.raises(LoginRefused, match="does not show it to everybody"):
        changed(feed)


def test_a_feed_on_another_host_is_not_followed() -> None:
    elsewhere = {"Location": "https://other.example/a.ics"}
    refused = pytest.raises(Transient, match=r"sends on to another server, https://other\.example/")
    with Line(None, lambda method, path, headers: (302, elsewhere, b"")) as line, refused:
        changed(source(url=f"{line.url}a.ics"))


def test_an_address_from_the_keyring_has_to_be_one() -> None:
    for address in ("", "http://calendar.example.org/hunter2.ics", "hunter2"):
        with pytest.raises(LoginRefused, match="local: the secret address must ") as caught:
            changed(source(secret=address))
        assert "hunter2" not in str(caught.value)


# --- Taking a file apart ---


def test_each_event_goes_with_its_exceptions_and_zones() -> None:
    moved = event("one@x.example", "One, moved", "20261203T100000Z", None, "RECURRENCE-ID:20261202T100000Z")
    zoned = event("zoned@x.example", "Z", "20261201T100000").replace("DTSTART:", "DTSTART;TZID=Office:")
    folded = event("long@x.example", "L", "20261201T100000Z").replace("long@x", "lo\r\n ng@x")
    todo = "BEGIN:VTODO\r\nUID:todo@x.example\r\nEND:VTODO\r\n"
    found = pieces(calendar(ZONE, ONE, todo, zoned, moved, folded))
    assert list(found.pieces) == ["one@x.example", "zoned@x.example", "long@x.example"]
    one, two, _ = (found.data(piece) for piece in found.pieces.values())
    assert (one.count(b"BEGIN:VEVENT"), one.count(b"VTIMEZONE")) == (2, 0)
    (invite,) = read_calendar(two, ["sam@example.org"]).invites
    assert invite.start == dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


def test_what_repeats_or_has_no_day_is_never_over() -> None:
    weekly = event("weekly@x.example", "W", "20200101T100000Z", None, "RRULE:FREQ=WEEKLY")
    dateless = event("none@x.example", "N", "20200101T100000Z").replace("DTSTART:20200101T100000Z\r\n", "")
    found = pieces(calendar(PAST, weekly, dateless)).pieces
    assert {name: piece.is_over(WINDOW.since) for name, piece in found.items()} == {
        "past@x.example": True,
        "weekly@x.example": False,
        "none@x.example": False,
    }


def test_5000_events_are_compared_in_no_time(tmp_path: Path) -> None:
    file = tmp_path / "mine.ics"
    events = [event(f"{number}@x.example", f"Thing {number}", "20261201T100000Z") for number in range(5000)]
    file.write_bytes(calendar(*events))
    local = source(path=str(file))
    first = changed(local)
    assert len(first.objects) == 5000
    events[17] = events[17].replace("Thing", "Interview")
    file.write_bytes(calendar(*events))
    assert names(changed(local, first)) == ["17@x.example"]


@given(st.lists(st.tuples(st.integers(0, 5), st.text(max_size=40), st.sampled_from(["\r\n", "\n"])), max_size=8))
def test_whatever_stands_in_events_each_is_found_again(given: list[tuple[int, str, str]]) -> None:
    def line(text: str) -> str:
        return "".join(ch for ch in text if ch.isprintable()).replace("\\", "")

    events = [event(f"{n}@x", line(text), "20261201T100000Z").replace("\r\n", end) for n, text, end in given]
    found = pieces(calendar(*events))
    assert set(found.pieces) == {f"{n}@x" for n, _, _ in given}
    assert sum(found.data(piece).count(b"BEGIN:VEVENT\r\n") for piece in found.pieces.values()) == len(given)


@given(st.binary(max_size=300))
def test_nothing_that_is_no_calendar_harms(data: bytes) -> None:
    try:
        found = pieces(b"BEGIN:VCALENDAR\n" + data + b"\nEND:VCALENDAR\n")
    except NoCalendar:
        return
    for piece in found.pieces.values():
        assert found.data(piece).startswith(b"BEGIN:VCALENDAR")
