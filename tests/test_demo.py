"""The demonstration runs as README says, shows the main job in order, and leaves nothing behind."""

import re
import signal
import subprocess
import sys
from pathlib import Path

from imapclient import IMAPClient

AFTERWORD = str(Path(sys.executable).with_name("afterword"))


def test_the_demo_shows_the_main_job_in_order(tmp_path: Path) -> None:
    done = subprocess.run(
        [AFTERWORD, "demo", "--pause", "0"],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    milestones = [
        "sends an invite",
        "planned thank you to",
        "Nothing yet",
        "Drafts is empty",
        "a thank-you waits in Drafts for each",
        "You send the one to Maya",
        "passes in silence",
        "a friendly reminder",
        'Drafts: to "Ruth Calder',
        "Ruth answers",
        "The reminder goes",
        'Drafts: to "Ruth Calder',
        "rejected",
        "withdrawn chaser to Ruth Calder",
        "placed feedback request to Ruth Calder",
    ]
    assert re.search(".*".join(map(re.escape, milestones)), done.stdout, re.DOTALL), done.stdout
    assert "sent thank you to Maya Okafor" in done.stdout
    waiting = done.stdout.partition("a thank-you waits")[2].partition("You send")[0]
    for first, last in (("Maya", "Okafor"), ("Jonas", "Lind")):
        assert f"to {first} {last}" in waiting
        assert re.search(f"(?:Hi|Dear) {first},", waiting)
    assert "Maya" not in done.stdout[done.stdout.rindex("Drafts:") :].partition("\n")[0]
    assert not list(tmp_path.iterdir())


def test_keep_leaves_the_server_up_until_it_is_interrupted(tmp_path: Path) -> None:
    with subprocess.Popen(
        [AFTERWORD, "demo", "--pause", "0", "--keep"],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        # Tests that run in a shell's background inherit a Ctrl-C that is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stdout
        told = ""
        while "Ctrl-C" not in told:
            line = running.stdout.readline()
            assert line, told
            told += line
        port = int(re.findall(r"port (\d+)", told)[0])
        with IMAPClient("127.0.0.1", port=port, ssl=False, timeout=10) as client:
            client.login("sam", "demo")
            assert client.select_folder("Trash")[b"EXISTS"] == 2
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 0
