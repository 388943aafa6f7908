"""The agenda as a file: what other programs read of it, and what is never written over."""

import os
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as Read

from afterword.adapters.calendars.agenda.file import AgendaFile
from afterword.adapters.calendars.agenda.form import PRODID, parsed, written
from afterword.adapters.calendars.caldav import CaldavServer
from afterword.adapters.calendars.changes import Window
from afterword.config import Calendar
from afterword.decide import revised
from afterword.errors import Transient
from afterword.model.agenda import Entry, Posted, uid_of
from tests.agendas import as_vobject_reads_it, components
from tests.servers.radicale import CalendarProgram, Radicale
from tests.servers.running import PASSWORD

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)

SEND = Entry(uid_of("send"), "Send the thank-you to Jörg Müller; now, (Acme, News)", "One line.\nAnother.", NOW + DAY)
ANSWER = Entry(uid_of("answer"), "They promised an answer by today", "Text", date(2026, 12, 4))
NOTE = Entry(uid_of("note"), "A handwritten note to Jane Doe, perhaps", "Text", date(2026, 11, 26), task=True)
THREE = tuple(sorted((SEND, ANSWER, NOTE), key=lambda one: one.uid))

lines = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\\"), max_size=120)
instants = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
entries = st.builds(
    Entry,
    st.integers(0, 6).map(lambda number: uid_of(str(number))),
    lines,
    st.lists(lines, max_size=3).map("\n".join),
    st.one_of(instants, st.dates(date(1990, 1, 1), date(2100, 1, 1))),
    st.booleans(),
)
agendas = st.lists(entries, max_size=6, unique_by=lambda one: one.uid).map(
    lambda found: tuple(sorted(found, key=lambda one: one.uid))
)
posts = agendas.flatmap(
    lambda found: st.tuples(
        *(st.builds(Posted, st.just(one), st.integers(0, 99), instants, st.booleans()) for one in found)
    )
)


@pytest.fixture
def file(tmp_path: Path) -> AgendaFile:
    """A path where nothing is yet."""
    return AgendaFile(tmp_path / "agenda.ics")


def publish(file: AgendaFile, *wanted: Entry, now: datetime = NOW) -> bool:
    return file.update(lambda posted: revised(posted, wanted, now))


@given(posts)
def test_k1_what_is_written_is_read_again_and_keeps_to_the_standard(posted: tuple[Posted, ...]) -> None:
    data = written(posted)
    assert parsed(data) == posted
    if posted:
        assert len(components(data)) == len(posted)


@given(posts.filter(bool))
def test_another_reader_sees_the_same(posted: tuple[Posted, ...]) -> None:
    seen = as_vobject_reads_it(written(posted))
    wanted = [("VTODO" if one.entry.task else "VEVENT", one.entry.uid, one.entry.at) for one in posted]
    assert sorted((kind, uid) for kind, uid, _, _ in seen) == sorted((kind, uid) for kind, uid, _ in wanted)
    assert {uid: at for _, uid, _, at in seen} == {uid: at for _, uid, at in wanted}


@given(st.lists(agendas, min_size=2, max_size=5))
def test_versions_only_rise_and_a_second_look_is_no_news(steps: list[tuple[Entry, ...]]) -> None:
    posted: tuple[Posted, ...] = ()
    for step, wanted in enumerate(steps):
        now = NOW + step * DAY
        before = {one.entry.uid: one for one in posted}
        posted = revised(parsed(written(posted)), wanted, now)
        assert revised(posted, wanted, now + timedelta(hours=1)) == posted
        assert {one.entry for one in posted if not one.cancelled} == set(wanted)
        for one in posted:
            old = before.pop(one.entry.uid, None)
            if old is None:
                assert (one.sequence, one.changed) == (0, now)
            elif (old.entry, old.cancelled) == (one.entry, one.cancelled):
                assert one == old
            else:
                assert (one.sequence, one.changed) == (old.sequence + 1, now)
        assert not before, "what is gone is still shown, as cancelled, in these few days"


@pytest.mark.parametrize("umask", [0, 0o777])
def test_the_file_is_private_and_written_only_for_news(file: AgendaFile, umask: int) -> None:
    old = os.umask(umask)
    try:
        assert publish(file, *THREE)
    finally:
        os.umask(old)
    first = file.path.stat()
    assert stat.S_IMODE(first.st_mode) == 0o600
    assert [name.name for name in file.path.parent.iterdir()] == ["agenda.ics"]
    assert not publish(file, *THREE, now=NOW + DAY)
    assert file.path.stat().st_mtime_ns == first.st_mtime_ns
    assert file.path.stat().st_ino == first.st_ino
    file.path.chmod(0o644)
    assert publish(file, *THREE)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_what_is_gone_is_cancelled_for_a_while_and_the_last_stays(file: AgendaFile) -> None:
    publish(file, *THREE)
    publish(file, SEND, now=NOW + DAY)
    assert {one.entry.uid: (one.sequence, one.cancelled) for one in file.read()} == {
        SEND.uid: (0, False),
        ANSWER.uid: (1, True),
        NOTE.uid: (1, True),
    }
    publish(file, SEND, now=NOW + 15 * DAY)
    assert [one.entry for one in file.read()] == [SEND]
    publish(file, now=NOW + 16 * DAY)
    assert not publish(file, now=NOW + 90 * DAY)
    assert [(one.entry, one.cancelled) for one in file.read()] == [(SEND, True)]
    assert components(file.path.read_bytes())
    publish(file, SEND, now=NOW + 91 * DAY)
    assert [(one.sequence, one.cancelled) for one in file.read()] == [(2, False)]


def test_no_file_is_made_for_nothing(file: AgendaFile) -> None:
    assert not publish(file)
    assert not file.path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"my notes\n",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nEND:VCALENDAR\r\n",
        b"\xff\xfe\x00",
        written((Posted(SEND, 0, NOW),)).replace(SEND.uid.encode()[:75], b"mine@example.org"),
        written((Posted(SEND, 0, NOW),)).replace(b"SEQUENCE:0", b"SEQUENCE:x"),
        written((Posted(SEND, 0, NOW),)).replace(b"DTSTART:2026", b"DTSTART:abcd"),
        written((Posted(SEND, 0, NOW),))[:-40],
    ],
)
def test_what_is_not_ours_stays(file: AgendaFile, content: bytes) -> None:
    file.path.write_bytes(content)
    with pytest.raises(Transient, match="has not written"):
        file.read()
    with pytest.raises(Transient, match="has not written"):
        publish(file, SEND)
    assert file.path.read_bytes() == content


def test_a_file_that_is_too_large_to_be_ours_stays(file: AgendaFile, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(file, *THREE)
    monkeypatch.setattr("afterword.adapters.calendars.agenda.file.MOST_BYTES", 100)
    with pytest.raises(Transient, match="has not written"):
        file.read()


def test_a_folder_that_is_not_there_is_a_passing_fault(tmp_path: Path) -> None:
    file = AgendaFile(tmp_path / "not" / "there.ics")
    with pytest.raises(Transient, match="cannot be written: No such file"):
        publish(file, SEND)
    (tmp_path / "not").mkdir()
    assert publish(file, SEND)


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "synced").mkdir()
    (tmp_path / "agenda.ics").symlink_to(tmp_path / "synced" / "afterword.ics")
    assert publish(AgendaFile(tmp_path / "agenda.ics"), SEND)
    assert (tmp_path / "agenda.ics").is_symlink()
    assert components((tmp_path / "synced" / "afterword.ics").read_bytes())


def test_a_calendar_server_takes_the_file_and_gives_it_back(radicale: Radicale, file: AgendaFile) -> None:
    publish(file, SEND, NOTE)
    publish(file, SEND, ANSWER, now=NOW + DAY)
    program = CalendarProgram(radicale)
    path = program.upload(file.path.read_bytes())
    values = {"name": "x", "type": "caldav", "url": f"{radicale.url.rstrip('/')}{path}", "username": program.user}
    server = CaldavServer(Calendar.of(values), lambda: PASSWORD)
    (changes,) = server.changes({}, Window(NOW - 9 * DAY, NOW + 99 * DAY, look_around=True))
    server.close()
    held = {str(one["uid"]) for item in changes.objects for one in Read.from_ical(item.data).subcomponents}
    assert held == {SEND.uid, ANSWER.uid}  # of events: our client asks for no tasks
    stored = program.get(path)
    assert {one.entry.uid: one.cancelled for one in parsed(_as_ours(stored))} == {
        SEND.uid: False,
        ANSWER.uid: False,
        NOTE.uid: True,
    }


def _as_ours(stored: bytes) -> bytes:
    """The collection as Radicale tells it, under our PRODID."""
    calendar = Read.from_ical(stored)
    calendar["prodid"] = PRODID
    return bytes(calendar.to_ical())


_KHAL = """\
[calendars]
[[agenda]]
path = {folder}/calendar
[locale]
local_timezone = UTC
default_timezone = UTC
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
timeformat = %H:%M
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


def test_a_calendar_program_reads_the_file(tmp_path: Path, file: AgendaFile) -> None:
    publish(file, *THREE)
    publish(file, SEND, now=NOW + DAY)
    (tmp_path / "calendar").mkdir()
    (tmp_path / "khal.conf").write_text(_KHAL.format(folder=tmp_path))

    def khal(*arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("khal")), "--config", str(tmp_path / "khal.conf"), *arguments]
        environment = {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=50).stdout

    khal("import", "--batch", str(file.path))
    shown = khal("list", "2026-11-20", "30d", "--day-format", "", "--format", "{start}|{end}|{title}|{status}|{uid}")
    assert [line.replace(" |", "|").split("|") for line in shown.splitlines()] == [
        ["2026-11-26 16:00", "2026-11-26 16:15", SEND.title, "CONFIRMED", SEND.uid],
        ["2026-12-04", "2026-12-04", ANSWER.title, "CANCELLED", ANSWER.uid],
    ]
