"""The unit for systemd and the agent for launchd, as far as they can be tried on any machine."""

from __future__ import annotations

import configparser
import plistlib
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
UNITS = (ROOT / "systemd/afterword.service", ROOT / "systemd/afterword-system.service")
AGENT = ROOT / "launchd/org.afterword.agent.plist"


@pytest.fixture(params=UNITS, ids=["user", "system"])
def unit(request: pytest.FixtureRequest) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way to keep the case of keys
    parser.read(request.param)
    return parser


def agent() -> dict[str, Any]:
    loaded: dict[str, Any] = plistlib.loads(AGENT.read_bytes())
    return loaded


def test_the_unit_restarts_for_ever_but_not_after_a_configuration_fault(unit: configparser.ConfigParser) -> None:
    service = unit["Service"]
    assert (service["Restart"], service["RestartPreventExitStatus"]) == ("always", "78")
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_unit_waits_for_ready_feeds_the_watchdog_and_reloads_by_hangup(unit: configparser.ConfigParser) -> None:
    service = unit["Service"]
    assert (service["Type"], service["WatchdogSec"]) == ("notify", "900")
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert service["ExecStart"].endswith(" run")
    assert service["UMask"] == "0077"


def test_the_agent_is_kept_alive_after_failures_only() -> None:
    assert agent()["Label"] == AGENT.stem
    assert agent()["KeepAlive"] == {"SuccessfulExit": False}
    assert agent()["RunAtLoad"] is True
    assert agent()["Umask"] == 0o077


# launchd.plist(5): the types of what we use.
_KEYS_OF_LAUNCHD: dict[str, type] = {
    "Label": str, "ProgramArguments": list, "RunAtLoad": bool, "KeepAlive": dict, "ThrottleInterval": int,
    "ExitTimeOut": int, "ProcessType": str, "Umask": int,
}  # fmt: skip


def test_every_key_of_the_agent_is_one_of_launchds_and_is_explained() -> None:
    assert {key: type(value) for key, value in agent().items()} == _KEYS_OF_LAUNCHD
    assert agent()["ProcessType"] in ("Background", "Standard", "Adaptive", "Interactive")
    page = (ROOT / "docs/service.md").read_text()
    explained = re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]{15,} \|$", page, flags=re.MULTILINE)
    assert [key for key, _ in explained] == list(agent())
    said = dict(explained)
    assert said["ThrottleInterval"] == str(agent()["ThrottleInterval"])
    assert said["ExitTimeOut"] == str(agent()["ExitTimeOut"])
    assert said["Umask"] == f"{agent()['Umask']} (0{agent()['Umask']:o})"


@pytest.fixture
def run_agent(tmp_path: Path) -> Any:
    """Start the agent's command with a given shell script as `afterword`."""

    def start(script: str) -> subprocess.Popen[str]:
        command = tmp_path / ".local/bin/afterword"
        command.parent.mkdir(parents=True)
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
        arguments = agent()["ProgramArguments"]
        return subprocess.Popen(
            arguments, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE, text=True
        )

    return start


@pytest.mark.parametrize("status, seen", [(0, 0), (75, 75), (78, 0), (1, 1)])
def test_the_agent_ends_well_after_a_configuration_fault(run_agent: Any, status: int, seen: int) -> None:
    with run_agent(f'echo "$@"; exit {status}') as process:
        assert process.communicate(timeout=10)[0] == "run\n"
    assert process.returncode == seen


def test_the_agent_hands_on_the_wish_to_end_and_waits_for_it(run_agent: Any) -> None:
    script = "trap 'sleep 0.3; echo ended; exit 0' TERM; echo up; while :; do sleep 0.05; done"
    with run_agent(script) as process:
        assert process.stdout.readline() == "up\n"
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=10)[0] == "ended\n"
    assert process.returncode == 0
    assert time.monotonic() - started < 5
