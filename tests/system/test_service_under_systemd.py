"""The service under a real systemd: the user's, and the system's. Nothing is put in place of either."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from tests.scenarios.letters import PANEL, PRIYA, TOM, Event, Someone, google_invite
from tests.servers.dovecot import Dovecot
from tests.servers.machine import PROGRAM, USER, Machine
from tests.servers.mailbox import Mailbox
from tests.servers.running import PASSWORD

pytestmark = [pytest.mark.system, pytest.mark.timeout(90)]

_CONFIG = """\
[me]
name = "Sam Rivera"
addresses = ["sam.rivera@example.org"]
time_zone = "Europe/London"

[[account]]
name = "personal"
host = "127.0.0.1"
port = {port}
security = "none"
username = "{user}"
{more}
[follow_up]
debrief = false
"""
_QUICKLY = "[Service]\nRestartSec=300ms\nWatchdogSec=3\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is installed, and the same of both: its owner, its files, and what systemctl is told."""

    machine: Machine
    owner: str
    option: str
    command: tuple[str, ...]
    config: str
    secret: str
    unit: str
    state: str

    def service(self, action: str, *, status: int = 0) -> str:
        """What `afterword service ACTION` says."""
        done = self.machine.run(PROGRAM, "service", action, *self.command, user=self.owner, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def systemctl(self, *words: str, check: bool = True) -> str:
        return self.machine.run("systemctl", self.option, *words, user=self.owner, check=check).stdout.strip()

    def shows(self, name: str) -> str:
        """A property of the unit."""
        return self.systemctl("show", "--value", "-p", name, "afterword.service")

    def log(self) -> str:
        self.machine.run("journalctl", "--sync")
        unit = "USER_UNIT" if self.option == "--user" else "UNIT"
        return self.machine.run(
            "journalctl", "--no-pager", "-o", "cat",
            f"_SYSTEMD_{unit}=afterword.service", "+", f"{unit}=afterword.service",
        ).stdout  # fmt: skip

    def unit_field(self, entry: dict[str, str]) -> str | None:
        """The unit of an entry of the journal."""
        return entry.get("_SYSTEMD_USER_UNIT" if self.option == "--user" else "_SYSTEMD_UNIT")

    def until(self, condition: Callable[[], object], what: str, within: float = 20.0) -> None:
        """Wait for it; what the service says stands in the complaint."""
        try:
            until(condition, what, within)
        except AssertionError as problem:
            raise AssertionError(
                f"{problem}\n{self.systemctl('status', 'afterword', check=False)}\n{self.log()}"
            ) from None

    def configure(self, mailbox: Mailbox, more: str = "", *, fault: str = "") -> None:
        """Write the configuration, with `more` in the account."""
        text = _CONFIG.format(port=mailbox.server.imap_port, user=mailbox.user, more=more)
        self.machine.write(self.config, fault + text, user=self.owner)

    def drop_in(self, name: str, text: str) -> None:
        """A change of the user's own beside the unit."""
        self.machine.write(f"{self.unit}.d/{name}.conf", text, user=self.owner)
        self.systemctl("daemon-reload")

    def status_file(self, name: str) -> str:
        """A line of /proc/PID/status of the service."""
        text = self.machine.path(f"/proc/{self.shows('MainPID')}/status").read_text()
        (line,) = re.findall(rf"^{name}:\s*(.*)$", text, flags=re.MULTILINE)
        return str(line)


def the_users(machine: Machine) -> Place:
    machine.run("loginctl", "enable-linger", USER)
    until(lambda: machine.path("/run/user/23456/systemd/private").exists(), "the user's manager listens")
    home = f"/home/{USER}"
    place = Place(
        machine, USER, "--user", (), f"{home}/.config/afterword/config.toml", f"{home}/.secret",
        f"{home}/.config/systemd/user/afterword.service", f"{home}/.local/state/afterword",
    )  # fmt: skip
    machine.write(place.secret, f"{PASSWORD}\n", user=USER, mode=0o600)
    place.drop_in("secret", "[Service]\nLoadCredential=afterword.personal:%h/.secret\n")
    return place


def the_systems(machine: Machine) -> Place:
    place = Place(
        machine, "root", "--system", ("--system",), "/etc/afterword/config.toml",
        "/etc/credstore/afterword.personal", "/etc/systemd/system/afterword.service", "/var/lib/private/afterword",
    )  # fmt: skip
    machine.write(place.secret, f"{PASSWORD}\n", mode=0o600)
    return place


def until(condition: Callable[[], object], what: str, within: float = 20.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not so within {within:.0f} s: {what}"
        time.sleep(0.1)


def invite(uid: str = "first@halden.example", interviewers: Sequence[Someone] = (PRIYA, TOM)) -> bytes:
    """To an interview in the daytime that ended some hours ago, and not a day."""
    now = dt.datetime.now(dt.UTC)
    end = now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=2)
    while not 10 <= end.hour <= 17:
        end -= dt.timedelta(hours=1)
    event = Event(end - dt.timedelta(hours=1), end, interviewers, uid=uid)
    return google_invite(event, end - dt.timedelta(days=3))


@pytest.fixture(scope="module", params=[the_users, the_systems], ids=["user", "system"])
def place(request: pytest.FixtureRequest, machine: Machine) -> Iterator[Place]:
    """Where a service can be installed; it is taken away afterwards."""
    found: Place = request.param(machine)
    found.drop_in("quickly", _QUICKLY)
    yield found
    found.service("uninstall")


@pytest.fixture(scope="module")
def box(place: Place, dovecot: Dovecot) -> Mailbox:
    """The mailbox of the service, which is installed and has looked into it."""
    mailbox = Mailbox(dovecot)
    mailbox.deliver(invite(), date=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    place.configure(mailbox)
    said = place.service("install")
    assert f"Wrote {place.unit}." in said
    assert "Started it." in said
    place.until(lambda: len(mailbox.drafts()) == 2, "a thank-you to each lies in Drafts")
    return mailbox


def test_it_is_enabled_and_runs_and_its_credential_has_arrived(place: Place, box: Mailbox) -> None:
    assert (place.shows("ActiveState"), place.shows("SubState")) == ("active", "running")
    assert place.shows("UnitFileState") == "enabled"
    assert place.shows("StatusText") == "Watching."
    assert sorted(draft.to for draft in box.drafts()) == sorted([[PRIYA.email], [TOM.email]])
    place.until(lambda: "personal: last looked at " in place.service("status"), "it says when it looked")
    said = place.service("status")
    assert "afterword.service is enabled and active." in said
    assert f"Afterword runs (process {place.shows('MainPID')})." in said
    assert "Traceback" not in place.log()
    # One entry a decision, with fields, and nobody's name in it.
    decided = place.machine.run("journalctl", "--no-pager", "-o", "json", "AFTERWORD_DECISION=placed").stdout
    entries = [one for one in map(json.loads, decided.splitlines()) if place.unit_field(one) == "afterword.service"]
    assert len(entries) == 2
    assert {one["AFTERWORD_ACCOUNT"] for one in entries} == {"personal"}
    assert not any(str(PRIYA.email) in str(one) for one in entries)


def test_the_sandbox_is_in_force(place: Place, box: Mailbox) -> None:
    assert place.status_file("Seccomp") == "2"
    assert place.status_file("NoNewPrivs") == "1"
    assert int(place.status_file("CapEff"), 16) == 0
    if place.option == "--system":
        assert int(place.status_file("CapBnd"), 16) == 0
        uid = int(place.status_file("Uid").split()[0])
        assert 61184 <= uid <= 65519  # those that systemd gives to users that exist for a while
        state = place.machine.path(place.state)
        assert (state.stat().st_uid, state.stat().st_mode & 0o777) == (uid, 0o700)
    environment = place.machine.path(f"/proc/{place.shows('MainPID')}/environ").read_text()
    assert "CREDENTIALS_DIRECTORY=" in environment
    judged = place.machine.run(
        "systemd-analyze", place.option, "security", "afterword.service", user=place.owner
    ).stdout
    exposure = re.search(r"Overall exposure level for \S+: (\d+\.\d)", judged)
    assert exposure, judged
    assert float(exposure[1]) <= (4.5 if place.option == "--user" else 1.5)


def test_install_again_changes_nothing(place: Place, box: Mailbox) -> None:
    before = place.shows("MainPID")
    said = place.service("install")
    assert f"{place.unit} is as it should be." in said
    assert "nothing was to be done" in said
    assert place.shows("MainPID") == before


def test_reload_reads_the_configuration_anew_and_keeps_the_old_one_where_it_is_faulty(
    place: Place, box: Mailbox
) -> None:
    process, read = place.shows("MainPID"), "The configuration was read again."
    place.configure(box, fault="no = such_key\n")
    place.systemctl("reload", "afterword")
    place.until(lambda: place.shows("StatusText").endswith("was refused."), "it refuses the configuration")
    assert read not in place.log()
    # What it logs in with is a sign of which file counts; and a program runs within the sandbox.
    place.configure(box, 'password_command = ["printf", "wrong"]')
    place.systemctl("reload", "afterword")
    place.until(lambda: read in place.log(), "it has read the configuration")
    place.until(lambda: re.search("personal.*refuse", place.log()), "the wrong password is tried")
    place.configure(box, f'password_command = ["printf", "{PASSWORD}"]')
    place.systemctl("reload", "afterword")
    box.deliver(invite("second@halden.example", (PANEL[0],)), date=dt.datetime.now(dt.UTC))
    place.until(lambda: [PANEL[0].email] in [draft.to for draft in box.drafts()], "a draft after the reload")
    assert place.shows("StatusText") == "Watching."
    assert place.shows("MainPID") == process


def test_a_loop_that_has_stopped_is_found_by_the_watchdog_and_started_anew(place: Place, box: Mailbox) -> None:
    process, restarts = place.shows("MainPID"), int(place.shows("NRestarts"))
    time.sleep(3.5)  # the watchdog has been fed all the while
    assert place.shows("MainPID") == process
    place.machine.run("kill", "-STOP", process)
    place.until(lambda: int(place.shows("NRestarts")) == restarts + 1, "it was started anew")
    place.until(lambda: place.shows("ActiveState") == "active", "it runs again")
    assert place.shows("MainPID") not in ("0", process)
    assert "Watchdog timeout" in place.log()
    place.until(lambda: place.shows("StatusText") == "Watching.", "it watches again")
    box.deliver(invite("third@halden.example", (PANEL[1],)), date=dt.datetime.now(dt.UTC))
    place.until(lambda: [PANEL[1].email] in [draft.to for draft in box.drafts()], "a draft after the restart")
    to = [draft.to for draft in box.drafts()]
    assert len(to) == len(set(map(tuple, to)))  # and none twice


def test_stop_ends_it_cleanly_within_five_seconds(place: Place, box: Mailbox) -> None:
    began = time.monotonic()
    place.systemctl("stop", "afterword")
    assert time.monotonic() - began < 5
    assert (place.shows("ActiveState"), place.shows("Result")) == ("inactive", "success")
    assert place.shows("ExecMainStatus") == "0"
    assert "Afterword does not run." in place.service("status", status=69)
    place.systemctl("start", "afterword")


def test_a_faulty_configuration_is_not_tried_again(place: Place, box: Mailbox) -> None:
    place.configure(box, fault="no = such_key\n")
    place.systemctl("restart", "afterword", check=False)
    place.until(lambda: place.shows("ActiveState") == "failed", "it has ended")
    time.sleep(1)  # three times as long as it would wait
    assert (place.shows("ActiveState"), place.shows("ExecMainStatus")) == ("failed", "78")
    assert place.shows("NRestarts") == "0"
    place.configure(box)
    place.systemctl("restart", "afterword")
    assert place.shows("ActiveState") == "active"


def test_a_sealed_credential_is_opened_by_systemd(machine: Machine, place: Place, box: Mailbox) -> None:
    if place.option == "--user":
        return  # this systemd seals for the machine's units alone
    sealed = "/etc/credstore.encrypted/afterword.personal"
    machine.run("mkdir", "-m", "700", "/etc/credstore.encrypted")
    machine.run("systemd-creds", "encrypt", "--with-key=host", "--name=afterword.personal", place.secret, sealed)
    machine.run("rm", place.secret)
    assert machine.path(sealed).read_bytes().strip() not in (PASSWORD.encode(), b64encode(PASSWORD.encode()))
    assert "Started it" in place.service("install")  # anew, unless a busy machine had it just then between two starts
    assert "LoadCredentialEncrypted=" in machine.path(place.unit).read_text()
    box.deliver(invite("fourth@halden.example", (PANEL[2],)), date=dt.datetime.now(dt.UTC))
    place.until(lambda: [PANEL[2].email] in [draft.to for draft in box.drafts()], "it has logged in with it")


def test_other_commands_run_as_the_user_of_the_systems_service(machine: Machine, place: Place, box: Mailbox) -> None:
    if place.option == "--user":
        assert "Halden Robotics" in machine.run(PROGRAM, "status", user=USER).stdout
        return
    ask = [
        "systemd-run", "-qP", "-p", "User=afterword", "-p", "DynamicUser=yes", "-p", "StateDirectory=afterword",
        PROGRAM, "--config", place.config,
    ]  # fmt: skip
    assert "Halden Robotics" in machine.run(*ask, "status").stdout
    known = json.loads(machine.run(*ask, "status", "--json").stdout)["applications"]
    assert known
    assert box.drafts()
    for application in known:
        machine.run(*ask, "answered", application["id"], "withdrawn")
    place.until(lambda: not box.drafts(), "the user's word has reached the service")


def test_uninstall_leaves_configuration_and_state_alone(place: Place, box: Mailbox) -> None:
    folder, before = place.unit.rpartition("/")[0], units_of(place)
    said = place.service("uninstall")
    assert "Stopped and disabled it." in said
    assert f"Removed {place.unit}." in said
    wants = [f"{folder}/default.target.wants"] if place.option == "--user" else []
    link = wants[0] if wants else f"{folder}/multi-user.target.wants"
    assert before - units_of(place) == {place.unit, f"{link}/afterword.service", *wants}
    assert (place.shows("MainPID"), place.shows("ActiveState")) == ("0", "inactive")
    assert place.machine.path(place.config).exists()
    assert place.machine.path(place.state).is_dir()
    assert "No service is installed" in place.service("status", status=69)
    assert "No service is installed." in place.service("uninstall")


def units_of(place: Place) -> set[str]:
    """Everything where units lie."""
    return set(place.machine.run("find", place.unit.rpartition("/")[0]).stdout.split())


def test_setup_alone_leads_from_nothing_to_a_running_service(machine: Machine, place: Place, dovecot: Dovecot) -> None:
    if place.option == "--system":
        return  # a system's configuration is written by hand
    mailbox = Mailbox(dovecot)
    mailbox.deliver(invite("fifth@halden.example"), date=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    machine.run("rm", "-r", place.config, place.state)
    said = machine.run(
        PROGRAM, "setup", "--name", "Sam Rivera", "--address", "sam.rivera@example.org", "--time-zone", "Europe/London",
        "--host", "127.0.0.1", "--port", str(mailbox.server.imap_port), "--security", "none",
        "--username", mailbox.user, "--password-command", f"printf {PASSWORD}", "--service", user=USER,
    ).stdout  # fmt: skip
    assert "Halden Robotics" in said
    assert f"Wrote {place.unit}." in said
    assert "Started it." in said
    place.until(lambda: len(mailbox.drafts()) == 3, "thank-yous and a form for notes lie in Drafts")
    assert "afterword.service is enabled and active." in place.service("status")
