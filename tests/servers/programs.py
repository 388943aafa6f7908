"""Where the server programs are on this machine, or what is missing and how to get it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"


class MissingProgram(Exception):
    """A test server cannot be run here; the text says what to install."""


def cache_folder() -> Path:
    """Where `install.py` unpacks packages: `$AFTERWORD_TEST_SERVERS`, else a cache folder.

    For root that folder is not in its home: the servers run as `nobody` then, who may not look into /root.
    """
    if configured := os.environ.get("AFTERWORD_TEST_SERVERS"):
        return Path(configured)
    if os.geteuid() == 0:
        return Path("/var/cache/afterword-test-servers")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "afterword-test-servers"


def library_folder() -> str:
    """Debian's folder for shared libraries, relative to /usr/lib: "x86_64-linux-gnu"."""
    return f"{platform.machine()}-linux-gnu"


def find_dovecot() -> Path:
    """The `dovecot` program. Its configuration changed with 2.4; the tests know that of 2.3."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:{_SYSTEM_PATH}")
    if found is None:
        raise MissingProgram("Dovecot is not installed (Debian: apt-get install dovecot-imapd)")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if not version.startswith("2.3."):
        raise MissingProgram(f"Dovecot 2.3 is wanted, and here is {version.strip()}")
    return Path(found)


def _check_libraries(name: str, program: Path, library_path: str) -> None:
    """Raise `MissingProgram` when `program` would not start for want of a shared library."""
    environment = {**os.environ, "LD_LIBRARY_PATH": library_path}
    answer = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False, env=environment)
    if absent := sorted(set(re.findall(r"(\S+) => not found", answer.stdout))):
        raise MissingProgram(f"{name} ({program}) lacks {', '.join(absent)}")


def find_systemd() -> Path:
    """systemd itself, with what the manager of a user takes: D-Bus and the PAM module that opens sessions."""
    packages = "systemd dbus libpam-systemd"
    program = Path("/lib/systemd/systemd")
    module = [Path("/lib", library_folder(), "security/pam_systemd.so"), Path("/lib/security/pam_systemd.so")]
    if not (program.exists() and shutil.which("dbus-daemon") and any(path.exists() for path in module)):
        raise MissingProgram(f"no whole systemd is installed (Debian: apt-get install {packages})")
    return program


def find_strace() -> Path:
    """The `strace` program, which writes down what a process asks of the kernel."""
    found = shutil.which("strace")
    if found is None:
        raise MissingProgram("strace is not installed (Debian: apt-get install strace)")
    return Path(found)


def find_mbsync() -> Path:
    """The `mbsync` program, which copies mailboxes; a peer of the benches."""
    found = shutil.which("mbsync")
    if found is None:
        raise MissingProgram("mbsync is not installed (Debian: apt-get install isync)")
    return Path(found)


def find_imapfilter() -> Path:
    """The `imapfilter` program, which searches mailboxes by rules; a peer of the benches."""
    found = shutil.which("imapfilter")
    if found is None:
        raise MissingProgram("imapfilter is not installed (Debian: apt-get install imapfilter)")
    return Path(found)


@dataclass(frozen=True, slots=True)
class CyrusPrograms:
    """Cyrus as unpacked under `prefix` ("/" when it is installed the ordinary way)."""

    prefix: Path

    @property
    def master(self) -> Path:
        """The master process, from which all others come."""
        return self.bin / "master"

    @property
    def bin(self) -> Path:
        """The folder of `imapd`, `idled` and their like."""
        return self.prefix / "usr/lib/cyrus/bin"

    @property
    def library_path(self) -> str:
        """A value for LD_LIBRARY_PATH."""
        return f"{self.prefix}/usr/lib/{library_folder()}:{self.prefix}/lib/{library_folder()}"

    @property
    def sasl_path(self) -> str:
        """A value for SASL_PATH: the mechanisms PLAIN and LOGIN are modules."""
        unpacked = f"{self.prefix}/usr/lib/{library_folder()}/sasl2"
        return f"{unpacked}:/usr/lib/{library_folder()}/sasl2"


def find_cyrus() -> CyrusPrograms:
    """Cyrus IMAP, installed or unpacked by `install.py`."""
    for prefix in (Path("/"), cache_folder() / "cyrus"):
        programs = CyrusPrograms(prefix)
        if (programs.bin / "imapd").exists():
            _check_libraries("Cyrus IMAP", programs.bin / "imapd", programs.library_path)
            return programs
    raise MissingProgram("Cyrus IMAP is neither installed nor unpacked (python tests/servers/install.py)")


@dataclass(frozen=True, slots=True)
class CourierPrograms:
    """Courier IMAP as unpacked under `prefix`. It is never installed: it and Dovecot shut each other out."""

    prefix: Path

    @property
    def imapd(self) -> Path:
        """Serves one mailbox over its standard input and output, after the login."""
        return self.prefix / "usr/bin/imapd"

    @property
    def maildirmake(self) -> Path:
        """Makes a maildir, or a folder in one."""
        return self.prefix / "usr/bin/maildirmake.courier"

    @property
    def library_path(self) -> str:
        """A value for LD_LIBRARY_PATH."""
        usr, machine = self.prefix / "usr/lib", library_folder()
        return f"{usr}:{usr}/{machine}:{self.prefix}/lib/{machine}:{usr}/courier-authlib"


def find_courier() -> CourierPrograms:
    """Courier IMAP, unpacked by `install.py`."""
    programs = CourierPrograms(cache_folder() / "courier")
    if not programs.imapd.exists() or not programs.maildirmake.exists():
        raise MissingProgram("Courier IMAP is not unpacked (python tests/servers/install.py)")
    for program in (programs.imapd, programs.maildirmake):
        _check_libraries("Courier IMAP", program, programs.library_path)
    return programs


def find_libfaketime() -> Path:
    """The thread-safe variant of libfaketime, to be preloaded."""
    for prefix in (Path("/"), cache_folder() / "faketime"):
        library = prefix / f"usr/lib/{library_folder()}/faketime/libfaketimeMT.so.1"
        if library.exists():
            return library
    raise MissingProgram("libfaketime is not here (Debian: apt-get install faketime)")


def find_secret_service() -> Path:
    """The daemon of GNOME Keyring, a Secret Service that runs without a desktop."""
    daemon, session = shutil.which("gnome-keyring-daemon"), shutil.which("dbus-run-session")
    if daemon is None or session is None:
        raise MissingProgram("there is no Secret Service to start here (Debian: apt-get install gnome-keyring dbus)")
    return Path(daemon)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A mail program of the terminal, and what plays the terminal."""

    neomutt: Path
    tmux: Path


def find_neomutt() -> Terminal:
    """NeoMutt, and tmux to run it in."""
    neomutt, tmux = shutil.which("neomutt"), shutil.which("tmux")
    if neomutt is None or tmux is None:
        raise MissingProgram("NeoMutt or tmux is not installed (Debian: apt-get install neomutt tmux)")
    return Terminal(Path(neomutt), Path(tmux))


@dataclass(frozen=True, slots=True)
class Chromium:
    """A browser, and what drives it by the WebDriver protocol."""

    browser: Path
    driver: Path


def find_notify_send() -> Path:
    """libnotify's program, with a D-Bus to speak on."""
    program = shutil.which("notify-send")
    if program is None or shutil.which("dbus-run-session") is None:
        raise MissingProgram("notify-send is not installed (Debian: apt-get install libnotify-bin dbus)")
    return Path(program)


def find_chromium() -> Chromium:
    """Chromium with its driver."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        raise MissingProgram("Chromium is not installed (Debian: apt-get install chromium chromium-driver)")
    return Chromium(Path(browser), Path(driver))


@dataclass(frozen=True, slots=True)
class RoundcubePrograms:
    """Roundcube as Debian installs it, and PHP to serve it. `settings` has the defaults, `pages` what is served."""

    php: Path
    pages: Path = Path("/var/lib/roundcube/public_html")
    settings: Path = Path("/etc/roundcube")


def find_roundcube() -> RoundcubePrograms:
    """Roundcube, on a database of SQLite."""
    php = shutil.which("php")
    programs = RoundcubePrograms(Path(php or "php"))
    if php is None or not programs.pages.is_dir() or not (programs.settings / "defaults.inc.php").exists():
        raise MissingProgram("Roundcube is not installed (Debian: apt-get install roundcube-sqlite3 roundcube-core)")
    return programs
