"""A notification on a desktop, by the real notify-send over a real D-Bus."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.servers.programs import MissingProgram, find_notify_send

pytestmark = pytest.mark.system

_SHOW = """
import subprocess, sys
from afterword.adapters.notify import Desktop
service = subprocess.Popen([sys.executable, "-m", "tests.servers.desktop"], stdout=subprocess.PIPE, text=True)
assert service.stdout.readline() == "ready\\n"
Desktop().check()
Desktop().show("Afterword: a draft waits", "--help <b>bold</b> & Jos\u00e9", urgent=True)
print(service.stdout.read())
"""


def test_what_stands_in_mail_is_shown_as_it_is_and_urgently(tmp_path: Path) -> None:
    try:
        find_notify_send()
    except MissingProgram as problem:
        missing(problem)
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", _SHOW],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "program": "Afterword",
        "title": "Afterword: a draft waits",
        "text": "--help &lt;b&gt;bold&lt;/b&gt; &amp; Jos\u00e9",
        "urgency": 2,
    }
