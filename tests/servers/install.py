"""Bring the programs that the tests need as peers: Dovecot, Cyrus IMAP, Courier IMAP, a Secret Service, libfaketime.

    python tests/servers/install.py [--system] [--long] [--bench]

Needs only the standard library. On Debian (and Ubuntu) Cyrus, Courier and libfaketime are downloaded as packages and
unpacked into a cache folder, which needs no privilege and installs nothing. Dovecot has its paths built in, so
it is installed with apt-get: as root, in CI or a container (no init system that would start it), or with
`--system` anywhere; so are, with `--long`, the mail programs that only the long tests use, and with `--bench` the
peers of the benches. What cannot be brought is named on standard error; the tests that need it are then skipped, and
in CI they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.servers.programs import (
    MissingProgram,
    cache_folder,
    find_chromium,
    find_courier,
    find_cyrus,
    find_dovecot,
    find_imapfilter,
    find_libfaketime,
    find_mbsync,
    find_neomutt,
    find_notify_send,
    find_roundcube,
    find_secret_service,
    find_strace,
    find_systemd,
)
from tests.servers.pythons import VERSIONS, bring_python, find_python

# What Cyrus and Courier depend on by their packaging, but do not need to answer IMAP here.
_NOT_NEEDED = re.compile(
    r"(exim4|debconf|gawk|libsigsegv|adduser|lsb|libdate|libunix|netbase|e2fsprogs|cron|libgnutls|gnutls|passwd|sysv)"
)


def main(arguments: list[str]) -> int:
    """Bring what is missing; 0 even when something could not be had, as the tests say so themselves."""
    may_install = os.geteuid() == 0 and (
        "--system" in arguments or bool(os.environ.get("CI")) or not Path("/run/systemd/system").exists()
    )
    wanted: list[tuple[str, Callable[[], object], Callable[[], None]]] = [
        ("Dovecot", find_dovecot, lambda: _install(["dovecot-imapd"], may_install=may_install)),
        ("Cyrus IMAP", find_cyrus, lambda: _unpack(["cyrus-imapd", "libsasl2-modules"], "cyrus")),
        ("Courier IMAP", find_courier, lambda: _unpack(["courier-imap", "courier-authlib-userdb"], "courier")),
        ("a Secret Service", find_secret_service, lambda: _install(["gnome-keyring", "dbus"], may_install=may_install)),
        ("libfaketime", find_libfaketime, lambda: _unpack(["faketime"], "faketime")),
        ("strace", find_strace, lambda: _install(["strace"], may_install=may_install)),
    ]
    if "--long" in arguments:
        wanted += [
            ("systemd", find_systemd, lambda: _install(["systemd", "dbus", "libpam-systemd"], may_install=may_install)),
            ("NeoMutt", find_neomutt, lambda: _install(["neomutt", "tmux"], may_install=may_install)),
            ("notify-send", find_notify_send, lambda: _install(["libnotify-bin", "dbus"], may_install=may_install)),
            ("Chromium", find_chromium, lambda: _install(["chromium", "chromium-driver"], may_install=may_install)),
            ("Roundcube", find_roundcube, lambda: _install_roundcube(may_install=may_install)),
            *((f"Python {one}", partial(find_python, one), partial(bring_python, one)) for one in VERSIONS),
        ]
    if "--bench" in arguments:
        wanted += [
            ("mbsync", find_mbsync, lambda: _install(["isync"], may_install=may_install)),
            ("imapfilter", find_imapfilter, lambda: _install(["imapfilter"], may_install=may_install)),
        ]
    missing = [item for item in wanted if _reason_missing(item[1])]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        _run(["apt-get", "update", "-q"])
    for name, find, bring in missing:
        print(f"test servers: bringing {name}", file=sys.stderr)
        try:
            bring()
        except (subprocess.CalledProcessError, MissingProgram, OSError) as problem:
            print(f"test servers: {problem}", file=sys.stderr)
        if reason := _reason_missing(find):
            bar = "!" * 78
            print(f"{bar}\n{name} IS LEFT OUT OF THE TESTS: {reason}\n{bar}", file=sys.stderr)
    return 0


def _reason_missing(find: Callable[[], object]) -> str | None:
    try:
        find()
    except MissingProgram as problem:
        return str(problem)
    return None


def _install(packages: list[str], *, may_install: bool) -> None:
    if not shutil.which("apt-get"):
        raise MissingProgram("only Debian's packages are known here")
    if not may_install:
        raise MissingProgram(f"not installed by itself on a whole system: apt-get install {' '.join(packages)}")
    _run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages])


def _install_roundcube(*, may_install: bool) -> None:
    """Without a database of its own: each test makes one."""
    if may_install and shutil.which("debconf-set-selections"):
        answer = "roundcube-core roundcube/dbconfig-install boolean false\n"
        subprocess.run(["debconf-set-selections"], input=answer, text=True, check=True)
    _install(["roundcube-core", "roundcube-sqlite3", "php-cli"], may_install=may_install)


def _unpack(packages: list[str], into: str) -> None:
    """Download `packages` and what they need beyond this machine, and unpack all of it under the cache folder."""
    if not shutil.which("apt-get"):
        raise MissingProgram("only Debian's packages are known here")
    plan = subprocess.run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", "--simulate", *packages],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    # Inst name [1:1] (1:2 Debian:12.1/stable [amd64]) -- those too that apt has downloaded before
    found = re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+) ", plan.stdout, re.MULTILINE)
    chosen = [f"{package}={version}" for package, version in found if not _NOT_NEEDED.match(package)]
    if plan.returncode != 0 or not chosen:
        raise MissingProgram(f"apt-get knows no {packages[0]} here (apt-get update?): {plan.stderr.strip()[:300]}")
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        # apt-get fetches as the user `_apt`, who must be able to write here.
        Path(scratch).chmod(0o777)
        subprocess.run(["apt-get", "download", "-q", *chosen], cwd=scratch, check=True, stdout=sys.stderr)
        prefix = Path(scratch) / "prefix"
        for package in sorted(Path(scratch).glob("*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(prefix)], check=True)
        prefix.chmod(0o755)
        target = folder / into
        shutil.rmtree(target, ignore_errors=True)
        prefix.rename(target)


def _run(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
