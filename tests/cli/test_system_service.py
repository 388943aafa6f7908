"""`afterword service install --system`: what it refuses. That it works is shown under a real systemd (tests/system)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from afterword.adapters.services.units import system_unit
from afterword.cli import system_service
from afterword.cli.main import main
from afterword.config import Config, load
from afterword.errors import ConfigError, NoServiceManager
from tests.cli.configs import write_config

ROOT = Path(__file__).parents[2]
_ACCOUNT = '[[account]]\nname = "personal"\nhost = "imap.example.org"\nusername = "sam"\n'
_BY_COMMAND = _ACCOUNT.replace("personal", "work") + 'password_command = ["pass", "show", "mail"]\n'


def test_everything_that_the_service_could_not_have_is_said_at_once(tmp_path: Path) -> None:
    path = write_config(tmp_path, _ACCOUNT, _BY_COMMAND)
    more = '[agenda]\nfile = "agenda.ics"\n[notify]\nby = "desktop"\n'
    path.write_text(path.read_text() + more)
    store = tmp_path / "credstore"
    with pytest.raises(ConfigError) as problem:
        system_service.credentials_for(load(path), path, [store])
    place, state, agenda, notify, secret = problem.value.faults
    assert place.startswith(f"{path} lies in /tmp, which the service does not see: ")
    assert state.startswith("state_dir: ")
    assert agenda.startswith("agenda: ")
    assert notify.startswith("notify: ")
    assert secret.startswith("personal: ")  # and none of the account that asks a command
    assert f"sudo install -D -m 600 /dev/stdin {store}/afterword.personal" in secret


def test_whatever_file_the_service_could_not_see_is_said(tmp_path: Path) -> None:
    for name in ("ca.pem", "agenda.pem", "smtp.pem", "print-it"):
        (tmp_path / name).touch(mode=0o755)
    (tmp_path / "templates").mkdir()
    text = (
        '[me]\nname = "Sam"\naddresses = ["sam@rivera.example"]\ntime_zone = "UTC"\n'
        + _ACCOUNT
        + f'ca_file = "ca.pem"\npassword_command = ["{tmp_path}/print-it"]\n'
        + '[agenda]\nurl = "https://dav.example.org/"\nusername = "sam"\nca_file = "agenda.pem"\n'
        + 'password_command = ["pass", "show", "dav"]\n'
        + '[notify]\nby = "mail"\nhost = "smtp.example.org"\naccount = "personal"\nca_file = "smtp.pem"\n'
    )
    config = replace(Config.from_toml(text, tmp_path), state_dir=system_service.STATE)
    with pytest.raises(ConfigError) as problem:
        system_service.credentials_for(config, Path("/etc/hostname"), [tmp_path])
    assert [Path(one.partition(" ")[0]).name for one in problem.value.faults] == [
        "ca.pem", "agenda.pem", "smtp.pem", "print-it", "templates",
    ]  # fmt: skip


def test_the_unit_is_the_shipped_one_but_for_its_command_and_credentials() -> None:
    shipped = (ROOT / "systemd/afterword-system.service").read_text()
    plain, sealed = Path("/etc/credstore/afterword.personal"), Path("/etc/credstore.encrypted/afterword.work")
    ours = system_unit(["/usr/bin/afterword", "--config", "/etc/afterword/config.toml", "run"], [plain])
    assert ours.startswith("# Written by `afterword service install --system`")
    assert ours.endswith(shipped)
    lines = system_unit(["/usr/bin/afterword", "run"], [plain, sealed]).splitlines()
    assert f"LoadCredential=afterword.personal:{plain}" in lines
    assert f"LoadCredentialEncrypted=afterword.work:{sealed}" in lines
    assert "Credential" not in system_unit(["/usr/bin/afterword", "run"])


def test_it_is_for_root_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for action in ("install", "uninstall", "status"):
        assert main(["service", action, "--system"]) == 69
        assert "is root's" in capsys.readouterr().err


def test_a_program_in_somebodys_home_is_out_of_its_sight() -> None:
    with pytest.raises(NoServiceManager, match=r"^/home/sam/.local/bin/afterword lies in /home, .* /opt/afterword"):
        system_service.must_reach_program(["/home/sam/.local/bin/afterword"])


def test_a_file_that_is_not_for_everybody_is_told_from_one_that_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_service, "_HIDDEN", ())
    for folder in (*reversed(tmp_path.parents[:-1]), tmp_path):
        if folder.stat().st_uid == os.geteuid() and folder.stat().st_mode & 0o777 == 0o700:
            folder.chmod(0o755)
    path, store = tmp_path / "config.toml", tmp_path / "credstore"
    path.write_text(
        f'[me]\nname = "Sam Rivera"\naddresses = ["sam@rivera.example"]\ntime_zone = "Europe/London"\n{_ACCOUNT}'
    )
    monkeypatch.setenv("STATE_DIRECTORY", str(system_service.STATE))
    store.mkdir()
    (store / "afterword.personal").write_text("pw\n")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="is not readable by everybody"):
        system_service.credentials_for(load(path), path, [store])
    path.chmod(0o644)
    assert system_service.credentials_for(load(path), path, [store]) == (store / "afterword.personal",)
