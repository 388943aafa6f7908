"""`afterword report`, looked at in a real browser: wide and on a phone, light and dark."""

from pathlib import Path

import pytest

from afterword.cli.report import html
from tests.cli.boards import BOARD, EMPTY
from tests.conftest import missing
from tests.servers.browser import Look, look_at
from tests.servers.programs import MissingProgram

pytestmark = pytest.mark.system

READABLE = 4.5  # WCAG 2.2, 1.4.3


def looked_at(page: str, folder: Path, *, width: int, dark: bool) -> Look:
    try:
        return look_at(page, folder, width=width, dark=dark)
    except MissingProgram as problem:
        missing(problem)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_can_be_read_everywhere_and_asks_for_nothing(tmp_path: Path, width: int, dark: bool) -> None:
    found = looked_at(html(BOARD, "Europe/London"), tmp_path, width=width, dark=dark)
    assert found.width <= width, "nothing has to be scrolled sideways"
    assert found.contrast >= READABLE, found.faintest
    assert found.smallest >= 13
    assert (found.scripts, found.elements, found.asked_for) == (0, 0, frozenset())
    assert "<script>alert(1)</script>" in found.text, "text of a mail is shown as it is"
    lines = found.text.splitlines()
    assert lines.index("Waits for you") < next(at for at, line in enumerate(lines) if line.startswith("Acme / "))
    brightness = sum(map(int, found.background.removeprefix("rgb(").rstrip(")").split(",")))
    assert (brightness < 200) == dark


def test_an_empty_one_says_so(tmp_path: Path) -> None:
    found = looked_at(html(EMPTY, "Europe/London"), tmp_path, width=390, dark=False)
    assert "Nothing waits for you." in found.text
    assert "No interviews are known yet." in found.text
