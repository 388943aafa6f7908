"""The log: one line an event, nothing that a terminal would obey, and the libraries silent."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from afterword.cli import logs


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("afterword")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers, ours.level = before[0], before[2]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def test_one_line_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(verbose=False)
    logs.set_up(verbose=False)
    logging.getLogger("afterword.engine").info("placed %s", "a\n<3>draft\x1b[31m")
    logging.getLogger("afterword.engine").debug("not shown")
    logging.getLogger("imapclient.imaplib").info("> LOGIN sam hunter2")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info engine: placed a�<3>draft�\[31m\n", capsys.readouterr().err
    )


def test_verbose_is_about_us_alone(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(verbose=True)
    logging.getLogger("afterword.engine").debug("shown")
    logging.getLogger("imapclient.imaplib").debug("> LOGIN sam hunter2")
    logging.getLogger("apscheduler").warning("late")
    said = capsys.readouterr().err
    assert "debug engine: shown" in said
    assert "warning apscheduler: late" in said
    assert "hunter2" not in said


def test_a_traceback_follows_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(verbose=False)
    try:
        raise KeyError("x")
    except KeyError:
        logging.getLogger("afterword").exception("a bug")
    assert "KeyError" in capsys.readouterr().err


def test_the_journal_gets_priorities_and_no_time() -> None:
    read, write = os.pipe()
    status = os.fstat(write)
    script = (
        "import logging; from afterword.cli import logs; logs.set_up(verbose=False);"
        "logging.getLogger('afterword.service').warning('low')"
    )
    environment = {**os.environ, "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
    subprocess.run([sys.executable, "-c", script], stderr=write, env=environment, check=True)
    os.close(write)
    with os.fdopen(read) as journal:
        assert journal.read() == "<4>service: low\n"
