"""Secrets, from real programs and from a real Secret Service; and what is said when there is none."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from afterword.adapters import credentials
from afterword.adapters.credentials import keyring_name, secret_for
from afterword.config import Account, Calendar
from afterword.errors import LoginRefused
from tests.servers.programs import MissingProgram, find_secret_service


def asking(*command: str) -> Account:
    return Account(name="personal", host="imap.example.org", username="sam", password_command=command or None)


def refusal(account: Account) -> str:
    with pytest.raises(LoginRefused) as caught:
        secret_for(account)
    assert caught.value.status == 77
    return str(caught.value)


# --- Calendars ---


def test_calendars_have_secrets_of_their_own() -> None:
    server = {"name": "work", "type": "caldav", "url": "https://dav.example.org/", "username": "sam"}
    feed = {"name": "local", "type": "ics"}
    assert secret_for(Calendar.model_validate({**server, "password_command": ["printf", "pw"]})) == "pw"
    assert secret_for(Calendar.model_validate({**feed, "url_command": ["printf", "https://a.example/b"]})) == (
        "https://a.example/b"
    )
    with pytest.raises(LoginRefused, match="local: url_command: “true” must print the address on its first line"):
        secret_for(Calendar.model_validate({**feed, "url_command": ["true"]}))
    assert keyring_name(Calendar.model_validate(server)) == "work:sam"
    assert keyring_name(Calendar.model_validate(feed)) == "local:address"


# --- A program ---


@pytest.mark.parametrize(
    "printed,secret",
    [("pw", "pw"), ("pw\\nuser: sam\\n", "pw"), ("p w \\r\\n", "p w "), ("pä$(id)`id`;\\n", "pä$(id)`id`;")],
    ids=["bare", "more lines", "spaces", "shell characters"],
)
def test_the_first_line_is_the_secret(printed: str, secret: str) -> None:
    assert secret_for(asking("printf", printed)) == secret


def test_no_shell_reads_the_words() -> None:
    assert secret_for(asking("printf", "%s", "$HOME; echo *")) == "$HOME; echo *"


def test_what_a_failing_program_complains_of_is_shown_but_not_what_it_printed() -> None:
    said = refusal(asking("sh", "-c", "echo hunter2; echo 'gpg: no\tsecret \033[1mkey' >&2; exit 3"))
    assert said == "personal: password_command: “sh” ended with 3, saying: gpg: no secret [1mkey"
    assert refusal(asking("false")).endswith("“false” ended with 1, saying nothing")
    assert "“sh” was killed" in refusal(asking("sh", "-c", "kill -9 $$"))


def test_a_program_that_is_not_there_or_cannot_run(tmp_path: Path) -> None:
    assert "there is no program “no-such-program”" in refusal(asking("no-such-program"))
    (tmp_path / "text").touch(mode=0o600)
    assert "cannot be run: Permission denied" in refusal(asking(str(tmp_path / "text")))


def test_nothing_and_what_is_no_text_are_no_secrets() -> None:
    assert "must print the password" in refusal(asking("true"))
    assert "must print the password" in refusal(asking("printf", "\\npw\\n"))
    assert "is not UTF-8" in refusal(asking("printf", "\\377"))


def test_a_program_that_waits_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "_PATIENCE", 0.3)
    begun = time.monotonic()
    said = refusal(asking("sh", "-c", f"(sleep 50; touch {tmp_path}/alive) & echo $! > {tmp_path}/pid; wait"))
    assert time.monotonic() - begun < 5
    assert "was not done within" in said
    child = int((tmp_path / "pid").read_text())
    for _ in range(50):
        status = Path(f"/proc/{child}/stat")
        if not status.exists() or status.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("what the program started still runs")


def test_a_program_gets_no_input() -> None:
    assert secret_for(asking("sh", "-c", "cat; echo pw")) == "pw"


# --- The keyring ---

_ASK = """
    from afterword.adapters.credentials import secret_for
    from afterword.config import Account
    from afterword.errors import LoginRefused
    account = Account(name="personal", host="imap.example.org", username="sam@example.org")
    try:
        print("secret:", secret_for(account))
    except LoginRefused as refused:
        print("refused:", refused)
"""


def ask(environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_ASK)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_without_any_keyring() -> None:
    said = ask({"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"})
    assert said.startswith("refused: personal: there is no keyring here")
    assert "password_command" in said


def test_with_the_keyring_switched_off() -> None:
    said = ask({"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"})
    assert said.startswith("refused: personal: the keyring is switched off")


def test_with_a_keyring_that_breaks(tmp_path: Path) -> None:
    (tmp_path / "broken_keyring.py").write_text(
        textwrap.dedent("""
            from keyring.backend import KeyringBackend

            class Keyring(KeyringBackend):
                priority = 9

                def get_password(self, service: str, username: str) -> str:
                    raise OSError("the bus went away")

                def set_password(self, service: str, username: str, password: str) -> None:
                    raise OSError("the bus went away")
        """)
    )
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    said = ask({"PYTHON_KEYRING_BACKEND": "broken_keyring.Keyring", "PYTHONPATH": path})
    assert said.startswith("refused: personal: the keyring does not answer (OSError: the bus went away)")


_SESSION = """
    [ "$1" = unlocked ] && printf pw-of-the-keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    shift
    exec "$@"
"""


def in_a_session(folder: Path, *command: str, unlocked: bool, given: str = "") -> str:
    """What a command prints in a D-Bus session with a GNOME Keyring that keeps its files in ``folder``."""
    try:
        find_secret_service()
    except MissingProgram as problem:
        if os.environ.get("CI"):
            pytest.fail(str(problem), pytrace=False)
        pytest.skip(f"LEFT OUT: {problem}")
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
    environment = {
        **kept,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
    }
    state = "unlocked" if unlocked else "locked"
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", textwrap.dedent(_SESSION), "sh", state, *command],
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_real_secret_service(tmp_path: Path) -> None:
    program = textwrap.dedent(_ASK)
    said = in_a_session(tmp_path, sys.executable, "-c", program, unlocked=True)
    assert said.startswith("refused: personal: the keyring holds no password. Store it with `")
    advice = said.split("`")[1]
    assert advice.endswith("-m keyring set afterword personal:sam@example.org")
    # The advice, followed to the letter, is what helps.
    in_a_session(tmp_path, "sh", "-c", advice, unlocked=True, given="s3cret\n")
    assert in_a_session(tmp_path, sys.executable, "-c", program, unlocked=True) == "secret: s3cret"
    locked = in_a_session(tmp_path, sys.executable, "-c", program, unlocked=False)
    assert locked.startswith("refused: personal: the keyring is locked. Unlock it")


def test_the_name_in_the_keyring() -> None:
    assert keyring_name(asking()) == "personal:sam"
