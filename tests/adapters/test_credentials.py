"""Secrets, from real programs and from a real Secret Service; and what is said when there is none."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError
from msgspec.structs import replace

from afterword.adapters.credentials import commands, credential_name, keyring_name, keyrings, secret_for
from afterword.adapters.credentials.advice import answering
from afterword.config import Account, Calendar
from afterword.errors import LoginRefused
from tests.adapters.keeping import Kept
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
    assert secret_for(Calendar.of({**server, "password_command": ["printf", "pw"]})) == "pw"
    assert secret_for(Calendar.of({**feed, "url_command": ["printf", "https://a.example/b"]})) == (
        "https://a.example/b"
    )
    with pytest.raises(LoginRefused, match="local: url_command: “true” must print the address on its first line"):
        secret_for(Calendar.of({**feed, "url_command": ["true"]}))
    assert keyring_name(Calendar.of(server)) == "work:sam"
    assert keyring_name(Calendar.of(feed)) == "local:address"


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
    assert said.startswith("personal: password_command: “sh” ended with 3, saying: gpg: no secret [1mkey. Try the")
    assert "hunter2" not in said
    assert refusal(asking("false")).endswith("“false” ended with 1, saying nothing. Try the command in a shell.")
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
    monkeypatch.setattr(commands, "_PATIENCE", 0.3)
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


# --- The environment ---


def test_a_variable_is_read_where_it_is_named_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    named = Account(name="personal", host="imap.example.org", username="sam", password_env="MAIL_PASSWORD")
    assert refusal(named).startswith("personal: password_env: the environment variable MAIL_PASSWORD is not set. Set")
    monkeypatch.setenv("MAIL_PASSWORD", "")
    assert "MAIL_PASSWORD is empty" in refusal(named)
    monkeypatch.setenv("MAIL_PASSWORD", "p w")
    assert secret_for(named) == "p w"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    assert "there is no keyring here" in refusal(asking())


def test_a_credential_that_is_not_to_be_seen_is_no_passing_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    def closed(path: Path, **_: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", closed)
    monkeypatch.setattr(Path, "read_bytes", closed)
    said = refusal(Account(name="personal", host="imap.example.org", username="sam"))
    assert "the credential afterword.personal cannot be read: Permission denied. The unit must name it" in said


def test_a_credential_of_systemds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    account = Account(name="my mail/1", host="imap.example.org", username="sam")
    assert credential_name(account) == "afterword.my_mail_1"
    file = tmp_path / "afterword.my_mail_1"
    file.write_bytes(b"pw\r\nmore\n")
    assert secret_for(account) == "pw"
    assert secret_for(replace(account, password_command=("printf", "other"))) == "other"
    file.write_bytes(b"\npw\n")
    assert "the credential afterword.my_mail_1 is empty. Its first line must be the password" in refusal(account)
    file.write_bytes(b"\xff")
    assert "is not UTF-8" in refusal(account)
    file.unlink()
    file.mkdir()
    assert "cannot be read: Is a directory" in refusal(account)
    file.rmdir()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    assert refusal(account).endswith("have systemd hand over the credential afterword.my_mail_1 (LoadCredential=).")


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


def test_the_null_keyring_and_one_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    for backend, said in (
        ("keyring.backends.null.Keyring", "the keyring is switched off"),
        ("no_such_module.Keyring", "the back-end of the keyring cannot be loaded (ModuleNotFoundError: No module na"),
        ("keyring.backends.null.NoSuchKeyring", "the back-end of the keyring cannot be loaded (AttributeError: "),
    ):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
        monkeypatch.setattr("keyring.core._keyring_backend", None)
        assert refusal(asking()).startswith(f"personal: {said}")


def test_each_way_to_fail_has_its_own_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What back-ends raise that cannot run here, such as that of a Mac."""
    advice = set()
    for fault, said in (
        (KeyringLocked("x"), "the keyring is locked."),
        (PasswordSetError("-61"), "the keyring does not take it (-61)."),
        (PasswordDeleteError("x"), "the keyring does not let go of it."),
        (InitError("Prompt dismissed.\n"), "the keyring has no place yet to keep secrets in (Prompt dismissed)."),
        (NoKeyringError(), "there is no keyring here"),
        (OSError("the bus\0 went away"), "the keyring does not answer (OSError: the bus went away)."),
    ):
        with pytest.raises(LoginRefused) as caught, answering(asking()):
            raise fault
        assert caught.value.text.startswith(f"personal: {said}")
        way = ", or set password_command in the configuration (`--password-command` of `afterword setup`)."
        assert str(caught.value.mend).endswith(way)
        advice.add(caught.value.mend)
    assert len(advice) == 6
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(LoginRefused, match="Always Allow"), answering(asking()):
        raise KeyringLocked("x")


class Slow(Kept):
    """One that takes its time, as those of a desktop do."""

    def get_password(self, service: str, username: str) -> str:
        time.sleep(0.1)
        return "pw"


def test_many_who_ask_at_once_are_all_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the service does: the watcher and the passes log in side by side."""
    monkeypatch.setattr("keyring.core._keyring_backend", Slow())
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: secret_for(asking()), range(4))) == ["pw"] * 4


class Waiting(KeyringBackend):
    """One that has opened a window, and waits for somebody who is not there."""

    priority = 1
    asked = 0
    seen = threading.Event()

    def get_password(self, service: str, username: str) -> str:
        type(self).asked += 1
        self.seen.wait(20)
        return "late"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError


def test_a_keyring_that_waits_for_somebody_is_not_waited_for_and_not_asked_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyrings, "_PATIENCE", 0.1)
    monkeypatch.setattr("keyring.core._keyring_backend", Waiting())  # type: ignore[no-untyped-call] # theirs
    for _ in range(3):
        said = refusal(asking())
        assert "it may be waiting for somebody to unlock it. Look for its window" in said
    assert Waiting.asked == 1
    Waiting.seen.set()
    monkeypatch.setattr(keyrings, "_PATIENCE", 10.0)
    for _ in range(200):
        with suppress(LoginRefused):
            assert secret_for(asking()) == "late"
            return
        time.sleep(0.05)
    pytest.fail("the keyring answers, and is not heard")


_SESSION = """
    [ "$1" = unlocked ] && printf pw-of-the-keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    shift
    exec "$@"
"""


_EMPTY_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


def find_programs() -> None:
    """Leave the test out where there is no Secret Service to be had; in CI it fails."""
    try:
        find_secret_service()
    except MissingProgram as problem:
        if os.environ.get("CI"):
            pytest.fail(str(problem), pytrace=False)
        pytest.skip(f"LEFT OUT: {problem}")


def in_a_session(folder: Path, *command: str, unlocked: bool, given: str = "") -> str:
    """What a command prints in a D-Bus session with a GNOME Keyring that keeps its files in ``folder``."""
    find_programs()
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


def test_a_bus_on_which_nothing_keeps_secrets(tmp_path: Path) -> None:
    find_programs()
    (tmp_path / "bus.conf").write_text(_EMPTY_BUS)
    bare = {name: value for name, value in os.environ.items() if name not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")}
    bus = ["dbus-run-session", "--config-file", str(tmp_path / "bus.conf"), "--"]
    command = [*bus, sys.executable, "-c", textwrap.dedent(_ASK)]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=True, timeout=50)
    assert "nothing on the session bus (D-Bus) keeps secrets. Start one: GNOME Keyring" in done.stdout


def test_no_bus_and_one_of_which_nobody_has_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert "and no session bus (D-Bus), as over ssh" in refusal(asking())
    (tmp_path / "bus").touch()
    assert f"as in cron. Set DBUS_SESSION_BUS_ADDRESS=unix:path={tmp_path}/bus, or" in refusal(asking())


def test_a_real_secret_service(tmp_path: Path) -> None:
    program = textwrap.dedent(_ASK)
    fresh = in_a_session(tmp_path, sys.executable, "-c", program, unlocked=False)
    assert fresh.startswith("refused: personal: the keyring has no place yet to keep secrets in (Failed to create the")
    said = in_a_session(tmp_path, sys.executable, "-c", program, unlocked=True)
    assert said.startswith("refused: personal: the keyring holds no password. Store it with `")
    advice = said.split("`")[3]
    assert advice.endswith("-m keyring set afterword personal:sam@example.org")
    # The advice, followed to the letter, is what helps.
    in_a_session(tmp_path, "sh", "-c", advice, unlocked=True, given="s3cret\n")
    assert in_a_session(tmp_path, sys.executable, "-c", program, unlocked=True) == "secret: s3cret"
    locked = in_a_session(tmp_path, sys.executable, "-c", program, unlocked=False)
    assert locked.startswith("refused: personal: the keyring is locked. Unlock it")


def test_the_name_in_the_keyring() -> None:
    assert keyring_name(asking()) == "personal:sam"
