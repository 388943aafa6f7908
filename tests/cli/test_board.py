"""`status` and `report`: what waits on top, a timeline for each application; on a terminal, in a pipe, as a page."""

import io
import os
import pty
import re
import stat
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from afterword.adapters.ledger import Ledger
from afterword.cli.board import Tone
from afterword.cli.board_rich import show
from afterword.cli.board_text import board_lines
from afterword.cli.main import main
from afterword.cli.report import html
from afterword.cli.seen import seen
from afterword.config import load
from afterword.model import Key, Kind, Reach, Signal
from tests.cli.boards import BOARD, EMPTY, HOSTILE
from tests.decide.build import TOM, answer, application, at, draft, invite, told

_CONFIG = """
state_dir = "state"
[me]
name = "Sam Rivera"
addresses = ["sam@rivera.example"]
time_zone = "Europe/London"
[[account]]
name = "home"
host = "imap.example.org"
username = "sam"
[follow_up]
debrief = false
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose state knows of one interview, its thank-you, and an answer."""
    path = tmp_path / "config.toml"
    path.write_text(_CONFIG)
    thank_you = Key(Kind.THANK_YOU, application(told()).id, "jane@acme.example", "2026-11-25")
    with Ledger.open(tmp_path / "state") as ledger:
        ledger.observe([told(), answer(Signal.ACKNOWLEDGEMENT, "2026-11-26 09:00", evidence="got it")])
        ledger.save_draft(draft(key=thank_you, when=at("2026-11-25 16:00")))
    return path


def test_a_timeline_is_in_the_order_of_time_and_what_waits_is_on_top(config: Path) -> None:
    board = seen(load(config), at("2026-11-26 12:00")).board()
    (urgent, *_) = board.waiting
    assert (urgent.when, urgent.tone) == ("by Thu 26 Nov 2026 15:00 (in 3 h)", Tone.URGENT)
    assert urgent.what == "Send the thank-you to Jane Doe (Acme, Backend Engineer)"
    (card,) = board.cards
    told_in_order = [(one.when, re.split(r" \(i|, best", one.what)[0]) for one in card.timeline]
    assert card.timeline[1].what.endswith(", best sent Wed 25 Nov 2026 16:00")
    assert told_in_order == [
        ("Wed 25 Nov 2026 14:00", "interview with Jane Doe, Bob Roe"),
        ("Wed 25 Nov 2026 16:00", "thank-you to Jane Doe <jane@acme.example>: in Drafts"),
        ("Wed 25 Nov 2026 16:00", "thank-you to Bob Roe <bob@acme.example>: planned"),
        ("Thu 26 Nov 2026 09:00", "Tom Fox wrote: they have your mail"),
        ("Wed 02 Dec 2026", "an answer is expected by this day"),
        ("Mon 07 Dec 2026 09:00", "reminder to Tom Fox <tom@acme.example>: planned"),
    ]
    assert card.timeline[3].why == "“got it”"


def test_a_reminder_that_waits_for_a_server_does_not_wait_for_the_user(config: Path) -> None:
    with Ledger.open(config.parent / "state") as ledger:
        ledger.save_account("home", Reach.UNREACHABLE, "home: no route")
    board = seen(load(config), at("2026-12-07 10:00")).board()
    assert any("held" in one.what for card in board.cards for one in card.timeline)
    assert not any("held" in one.what for one in board.waiting)


def test_what_is_over_stands_below(config: Path) -> None:
    with Ledger.open(config.parent / "state") as ledger:
        other = invite("2026-11-24 10:00", uid="event-2", company="Oak", interviewers=[TOM], organizer=None)
        ledger.observe([told(other, name="invite-2", sender=TOM), answer(Signal.REJECTION, "2026-11-26 10:00")])
    cards = seen(load(config), at("2026-11-26 12:00")).board().cards
    assert [card.is_open for card in cards] == sorted((card.is_open for card in cards), reverse=True)
    assert len(cards) == 2


# --- In a pipe ---


def test_in_a_pipe_each_thing_is_one_plain_line_and_rich_is_not_loaded(config: Path) -> None:
    program = (
        "import sys; from afterword.cli.main import main; status = main(sys.argv[1:]);"
        "assert 'rich' not in sys.modules; sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", str(config), "status"], capture_output=True, text=True, timeout=50
    )
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "Acme / Backend Engineer (a" in done.stdout
    assert max(map(len, board_lines(BOARD))) > 200, "nothing is cut or wrapped"


# --- On a terminal ---


def shown(width: int = 80, **environment: str) -> str:
    console = Console(
        file=io.StringIO(), force_terminal=True, width=width, highlight=False, emoji=False, _environ=environment
    )
    show(BOARD, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_on_a_terminal_there_are_colours_unless_the_user_wants_none() -> None:
    assert "\x1b[" in shown(TERM="xterm-256color")
    colours = re.compile(r"\x1b\[[0-9;]*3[0-9]m")
    assert colours.search(shown(TERM="xterm-256color"))
    assert not colours.search(shown(TERM="xterm-256color", NO_COLOR="1"))
    assert "\x1b[" not in shown(TERM="dumb")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_mail_is_no_markup_and_nothing_is_wider_than_the_terminal(width: int) -> None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown(width, TERM="xterm"))
    assert "[boldred]&amp;" in re.sub(r"[\s│]", "", text)
    assert max(map(len, text.splitlines())) <= width


def test_the_real_command_on_a_real_terminal(config: Path) -> None:
    command = [sys.executable, "-m", "afterword.cli.main", "--config", str(config), "status"]
    for extra, expected in (({}, True), ({"NO_COLOR": "1"}, False)):
        ours, theirs = pty.openpty()
        environment = {
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "COLUMNS": "90",
            **extra,
        }
        subprocess.run(command, stdout=theirs, check=True, timeout=50, env=environment)
        os.close(theirs)
        said = b""
        while chunk := _read(ours):
            said += chunk
        os.close(ours)
        assert b"Acme / Backend Engineer" in said
        assert bool(re.search(rb"\x1b\[[0-9;]*3[0-9]m", said)) is expected


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # its other end is closed
        return b""


def test_where_nothing_is_known_it_says_so() -> None:
    assert list(board_lines(EMPTY)) == ["No interviews are known yet.", "", "Account personal: never read yet"]


# --- As a page ---


class _Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_needs_nothing_from_elsewhere_and_mail_is_text_on_it() -> None:
    page = html(BOARD, "Europe/London")
    parsed = _Page()
    parsed.feed(page)
    assert not {"script", "link", "img", "iframe", "a", "form"} & set(parsed.elements)
    assert not {"src", "href", "onload", "style"} & {name for name, _ in parsed.attributes}
    assert "url(" not in page
    assert "default-src 'none'" in page
    assert HOSTILE in parsed.text


def test_it_is_written_for_its_owner_alone(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments, file in (((), "afterword.html"), (("other.html",), "other.html")):
        assert main(["--config", str(config), "report", *arguments]) == 0
        assert capsys.readouterr().out == f"{(tmp_path / file).as_uri()}\n"
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600
        assert "Backend Engineer" in (tmp_path / file).read_text()
    assert main(["--config", str(config), "report", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    assert main(["--config", str(config), "report", "no/such/folder.html"]) == 64
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["afterword.html", "config.toml", "other.html", "state"]
