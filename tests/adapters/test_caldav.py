"""A real CalDAV server, with a line in between that keeps count; and servers that set traps."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from afterword.adapters.calendars import Changes, Window, web
from afterword.adapters.calendars.caldav import CaldavServer
from afterword.config import Calendar
from afterword.errors import LoginRefused, Transient
from tests.servers.certificates import make_certificates
from tests.servers.radicale import CalendarProgram, Line, Radicale, Reply, event
from tests.servers.running import PASSWORD, free_ports

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WINDOW = Window(NOW - dt.timedelta(days=180), NOW + dt.timedelta(days=731), look_around=False)
AROUND = Window(WINDOW.since, WINDOW.until, look_around=True)


def source(url: str, user: str = "sam", secret: Callable[[], str] | str = PASSWORD, **more: object) -> CaldavServer:
    table = {"name": "work", "type": "caldav", "url": url, "username": user, **more}
    calendar = Calendar.of(table, Path("/"))
    return CaldavServer(calendar, secret if callable(secret) else lambda: secret)


def marks(changes: Sequence[Changes]) -> dict[str, str]:
    return {one.collection: one.bookmark for one in changes}


def names(changes: Changes) -> list[str]:
    return sorted(item.name.rpartition("/")[2] for item in changes.objects)


def always(status: int, headers: dict[str, str] | None = None, body: bytes = b"", wait: float = 0) -> Line:
    """A server that gives one answer to everything."""

    def answer(method: str, path: str, asked: dict[str, str]) -> Reply:
        time.sleep(wait)
        return status, headers or {}, body

    return Line(None, answer)


@pytest.fixture
def program(radicale: Radicale) -> CalendarProgram:
    """A fresh user with a calendar program."""
    return CalendarProgram(radicale)


@pytest.fixture
def line(radicale: Radicale) -> Iterator[Line]:
    """A line to the server."""
    with Line(radicale) as running:
        yield running


@pytest.mark.timeout(180)  # Radicale takes its time to take in so many
def test_a_poll_of_5000_events_without_news_fetches_nothing_but_the_sync_report(
    program: CalendarProgram, line: Line
) -> None:
    first_day = dt.date(2014, 1, 1)
    days = [first_day + dt.timedelta(days=number) for number in range(5000)]
    path = program.fill(
        event(f"{day}@x.example", f"Thing of {day}", f"{day:%Y%m%d}T100000Z", f"{day:%Y%m%d}T110000Z") for day in days
    )
    first = list(source(line.url, program.user).changes({}, AROUND))
    (whole,) = first
    wanted = sum(day > WINDOW.since.date() for day in days)
    assert len(whole.objects) == wanted > 300
    line.take()

    # Another process, later: all that it has is the bookmark.
    later = source(line.url, program.user)
    for _ in range(2):
        (none,) = later.changes(marks(first), WINDOW)
        assert (none.objects, none.gone, none.present, none.bookmark) == ((), frozenset(), None, whole.bookmark)
    polls = line.take()
    assert [(one.method, one.path) for one in polls] == [("REPORT", path)] * 2
    assert all("sync-collection" in one.body and one.answered < 500 for one in polls)

    program.put(path, "new", event("new@x.example", "Neu", "20261225T100000Z"))
    (some,) = later.changes(marks(first), WINDOW)
    assert names(some) == ["new.ics"]
    assert [one.method for one in line.take()] == ["REPORT", "REPORT"]


def test_what_is_new_changed_and_gone(program: CalendarProgram, line: Line) -> None:
    path = program.make_calendar()
    program.put(path, "a", event("a@x.example", "One", "20261201T100000Z"))
    program.put(path, "b & ü", event("b@x.example", "Two", "20261202T100000Z"))
    program.put(path, "old", event("old@x.example", "Past", "20250102T100000Z"))
    server = source(line.url, program.user)
    (first,) = server.changes({}, WINDOW)
    assert names(first) == ["a.ics", "b & ü.ics"], "what was long ago is not fetched"
    program.put(path, "a", event("a@x.example", "One", "20261203T100000Z"))
    program.put(path, "c", event("c@x.example", "Three", "20261204T100000Z"))
    program.delete(path, "b & ü")
    (second,) = server.changes(marks([first]), WINDOW)
    assert names(second) == ["a.ics", "c.ics"]
    assert [b"20261203T100000Z" in item.data for item in second.objects if item.name.endswith("a.ics")] == [True]
    assert second.gone == {f"{path}b & ü.ics"}
    (third,) = server.changes(marks([second]), WINDOW)
    assert (third.objects, third.gone, third.bookmark) == ((), frozenset(), second.bookmark)
    program.delete(path)
    (gone,) = server.changes(marks([second]), WINDOW)
    assert (gone.objects, gone.gone, gone.present) == ((), frozenset(), None), "a calendar that is gone says nothing"


def test_a_token_that_the_server_does_not_know_means_to_read_anew(program: CalendarProgram, line: Line) -> None:
    path = program.make_calendar()
    program.put(path, "a", event("a@x.example", "One", "20261201T100000Z"))
    server = source(line.url, program.user)
    (first,) = server.changes({}, WINDOW)
    token = first.bookmark.partition("ns/sync/")[2][:64]
    (again,) = server.changes({path: first.bookmark.replace(token, "0" * 64)}, WINDOW)
    assert (names(again), again.present) == (["a.ics"], frozenset({f"{path}a.ics"}))
    assert again.bookmark == first.bookmark
    (other,) = server.changes({path: "no bookmark"}, WINDOW)
    assert names(other) == ["a.ics"]


def test_a_server_without_sync_reports_is_compared_by_its_etags(program: CalendarProgram, radicale: Radicale) -> None:
    def without_sync(method: str, body: bytes) -> bytes:
        return body.replace(b"sync-collection", b"other-report").replace(b"sync-token", b"other-token")

    path = program.make_calendar()
    program.put(path, "a", event("a@x.example", "One", "20261201T100000Z"))
    program.put(path, "b", event("b@x.example", "Two", "20261202T100000Z"))
    with Line(radicale, change=without_sync) as line:
        server = source(line.url, program.user)
        (first,) = server.changes({}, WINDOW)
        assert names(first) == ["a.ics", "b.ics"]
        line.take()
        (none,) = server.changes(marks([first]), WINDOW)
        assert (none.objects, none.present, none.bookmark) == ((), None, first.bookmark)
        assert [one.method for one in line.take()] == ["PROPFIND"], "the ctag alone is asked for"
        program.put(path, "b", event("b@x.example", "Two", "20261203T100000Z"))
        program.delete(path, "a")
        (some,) = server.changes(marks([first]), WINDOW)
        assert (names(some), some.present) == (["b.ics"], frozenset({f"{path}b.ics"}))
        assert [one.method for one in line.take()] == ["PROPFIND", "REPORT", "REPORT"]


def test_a_truncated_report_is_asked_for_again(program: CalendarProgram, radicale: Radicale) -> None:
    path = program.make_calendar()
    program.put(path, "a", event("a@x.example", "One", "20261201T100000Z"))
    pages = 0

    def truncated(method: str, body: bytes) -> bytes:
        nonlocal pages
        if method == "REPORT" and b"sync-token" in body and (pages := pages + 1) == 1:
            marker = f"<response><href>{path}</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
            return body.replace(b"<sync-token>", f"{marker}<sync-token>".encode())
        return body

    with Line(radicale, change=truncated) as line:
        (some,) = source(line.url, program.user).changes({}, WINDOW)
        known = {path: some.bookmark}
        program.put(path, "b", event("b@x.example", "Two", "20261202T100000Z"))
        (some,) = source(line.url, program.user).changes(known, WINDOW)
        assert names(some) == ["b.ics"]
        assert pages == 2


# --- Which calendars ---


def test_every_calendar_with_events_is_found_or_those_that_are_named(program: CalendarProgram, line: Line) -> None:
    one, two = program.make_calendar("Personal"), program.make_calendar("Arbeit")
    program.make_calendar("Tasks", "VTODO")
    server = source(line.url, program.user)
    assert sorted(server.names()) == ["Arbeit", "Personal"]
    assert {change.collection for change in server.changes({}, WINDOW)} == {one, two}
    assert source(line.url, program.user, calendars=["Arbeit"]).names() == ("Arbeit",)
    assert source(line.url, program.user, calendars=[one.strip("/").split("/")[1]]).names() == ("Personal",)
    direct = source(f"{line.url.rstrip('/')}{two}", program.user)
    assert [change.collection for change in direct.changes({}, WINDOW)] == [two]
    with pytest.raises(Transient, match=r"no calendar “Xyz”; there are “Arbeit”, “Personal”"):
        source(line.url, program.user, calendars=["Personal", "Xyz"]).names()


def test_new_calendars_are_found_when_one_looks_around(program: CalendarProgram, line: Line) -> None:
    one = program.make_calendar()
    server = source(line.url, program.user)
    first = list(server.changes({}, WINDOW))
    two = program.make_calendar("Second")
    assert [change.collection for change in server.changes(marks(first), WINDOW)] == [one]
    assert {change.collection for change in server.changes(marks(first), AROUND)} == {one, two}


def test_another_configuration_does_not_go_on_from_old_bookmarks(program: CalendarProgram, line: Line) -> None:
    program.make_calendar("One")
    program.make_calendar("Two")
    first = list(source(line.url, program.user).changes({}, WINDOW))
    (only,) = source(line.url, program.user, calendars=["Two"]).changes(marks(first), WINDOW)
    assert only.present is not None


def test_a_server_that_is_found_by_its_well_known_address(program: CalendarProgram, radicale: Radicale) -> None:
    path = program.make_calendar()

    def elsewhere(method: str, target: str, headers: dict[str, str]) -> Reply | None:
        if target == "/":
            return 405, {}, b""
        return (301, {"Location": program.home}, b"") if target == "/.well-known/caldav" else None

    with Line(radicale, elsewhere) as line:
        assert [one.collection for one in source(line.url, program.user).changes({}, WINDOW)] == [path]


# --- Secrets ---


def test_a_wrong_password_is_shown_once(program: CalendarProgram, line: Line) -> None:
    program.make_calendar()
    with pytest.raises(LoginRefused, match=r"work: 127\.0\.0\.1 refuses the login") as caught:
        list(source(line.url, program.user, "hunter2").changes({}, WINDOW))
    assert "hunter2" not in str(caught.value)
    assert len(line.take()) == 1


def test_a_token_that_ran_out_is_asked_for_anew(radicale: Radicale) -> None:
    given = iter(["old", "new"])
    taken: list[str] = []

    def only_the_new(method: str, path: str, headers: dict[str, str]) -> Reply | None:
        taken.append(headers["Authorization"])
        if headers["Authorization"] != "Bearer new" and len(taken) > 1:
            return 401, {"WWW-Authenticate": "Bearer"}, b""
        return 207, {}, b'<multistatus xmlns="DAV:"><response><href>/</href></response></multistatus>'

    with Line(None, only_the_new) as line, pytest.raises(Transient, match="there is no calendar at this address"):
        source(line.url, secret=lambda: next(given), login="token").names()
    assert taken == ["Bearer old", "Bearer old", "Bearer new"]


def test_a_token_that_is_none(radicale: Radicale) -> None:
    with pytest.raises(LoginRefused, match="no access token"):
        source(radicale.url, secret="two\r\nlines", login="token").names()


def test_what_the_server_wants_instead_is_said() -> None:
    for asks, said in (("Digest realm=x", "neither Basic nor Bearer"), ("Bearer", 'login = "token"')):

        def refusing(method: str, path: str, headers: dict[str, str], asks: str = asks) -> Reply:
            return 401, {"WWW-Authenticate": asks}, b""

        with Line(None, refusing) as line, pytest.raises(LoginRefused, match=said):
            source(line.url).names()


@pytest.fixture
def stranger() -> Iterator[Line]:
    """Another server, which must not be asked anything."""

    def gladly(method: str, path: str, headers: dict[str, str]) -> Reply:
        return 207, {}, b'<multistatus xmlns="DAV:"/>'

    with Line(None, gladly) as line:
        yield line
        assert line.asked == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_to_another_host_is_followed(stranger: Line, status: int) -> None:
    target = stranger.url.replace("127.0.0.1", "localhost")
    with always(status, {"Location": f"{target}dav/"}, b"") as line:
        refused = pytest.raises(Transient, match=r"another server, http://localhost:.* make its address the url")
        with refused:
            source(line.url).names()


def test_another_port_and_another_scheme_are_another_server(stranger: Line) -> None:
    with always(301, {"Location": stranger.url}, b"") as line:
        with pytest.raises(Transient, match="another server"):
            source(line.url).names()
        with pytest.raises(Transient, match="another server"):
            source(line.url)._site.own(line.url.replace("http", "https"))


@pytest.mark.parametrize("where", ["D:current-user-principal", "C:calendar-home-set"])
def test_no_home_on_another_host_is_looked_into(stranger: Line, where: str) -> None:
    target = stranger.url.replace("127.0.0.1", "localhost")
    body = (
        '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response><D:href>/</D:href>'
        f"<D:propstat><D:prop><{where}><D:href>{target}home/</D:href></{where}></D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"
    )
    with (
        always(207, {}, body.encode()) as line,
        pytest.raises(Transient, match="your secret was not given to it"),
    ):
        source(line.url).names()


def test_a_bookmark_leads_to_no_other_host(stranger: Line, program: CalendarProgram, line: Line) -> None:
    path = program.make_calendar()
    (first,) = source(line.url, program.user).changes({}, WINDOW)
    evil = f"{stranger.url.replace('127.0.0.1', 'localhost')}{path[1:]}"
    with pytest.raises(Transient, match="another server"):
        list(source(line.url, program.user).changes({evil: first.bookmark}, WINDOW))


def test_proxies_and_netrc_of_the_environment_are_not_used(
    stranger: Line, program: CalendarProgram, line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, stranger.url)
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login eve password hunter2\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    program.make_calendar()
    assert source(line.url, program.user).names() == ("Personal",)


# --- Trouble ---


@pytest.mark.parametrize(
    "reply,said",
    [
        ((500, {}, b""), "cannot answer just now (500)"),
        ((429, {}, b""), "cannot answer just now (429)"),
        ((200, {}, b"<html><p>Please log in"), "answers with no WebDAV: it is no XML"),
        ((200, {}, b"<html/>"), "it is XML of another kind"),
        ((207, {}, b'<!DOCTYPE a [<!ENTITY a "aaaa">]><a>&a;</a>'), "it declares a document type"),
        ((404, {}, b""), "does not do what CalDAV servers do (404)"),
        ((207, {"Content-Encoding": "gzip"}, b"x"), "in an encoding that was not asked for"),
        ((301, {"Location": "/"}, b""), "from one address to the next without end"),
        ((301, {"Location": "http://[/"}, b""), "no address"),
        ((207, {}, b"x" * (64 * 2**20 + 1)), "more than 64 MiB"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_trouble_is_for_later(reply: Reply, said: str) -> None:
    with always(*reply) as line, pytest.raises(Transient) as caught:
        list(source(line.url).changes({}, WINDOW))
    assert said in str(caught.value)


def test_a_server_that_forbids() -> None:
    with (
        always(403) as line,
        pytest.raises(LoginRefused, match="does not let you read it"),
    ):
        source(line.url).names()


def test_nobody_there() -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}/"
    with pytest.raises(Transient, match="Connection refused"):
        source(url).names()


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "IO_SECONDS", 0.2)
    with (
        always(207, wait=1) as line,
        pytest.raises(Transient, match="does not answer in time"),
    ):
        source(line.url).names()


def test_a_pass_can_be_cut_short() -> None:
    with always(207, wait=3) as line:
        server = source(line.url)
        threading.Timer(0.2, server.interrupt).start()
        begun = time.monotonic()
        with pytest.raises(Transient):
            server.names()
        assert time.monotonic() - begun < 2
        with pytest.raises(Transient, match="interrupted"):
            server.names()


def test_a_certificate_is_verified_and_a_private_authority_can_be_named(
    tmp_path: Path, radicale: Radicale, program: CalendarProgram
) -> None:
    program.make_calendar()
    files = make_certificates(tmp_path)
    line = Line(radicale)
    url = line.protect(files.cert_file, files.key_file)
    with line:
        assert source(url, program.user, ca_file=str(files.ca_file)).names() == ("Personal",)
        line.take()
        with pytest.raises(Transient, match="its certificate is not trusted"):
            source(url, program.user).names()
        assert line.take() == []
