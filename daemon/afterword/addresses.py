"""What an e-mail address alone tells: whose organisation it is, and whether a person reads it.

Addresses are addr-specs (RFC 5322, 3.4.1); domains are lower-cased ASCII or Unicode names without a final dot.
Everything here is a guess from the form of a name, by rule and by the words of ``addresses.toml``.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from msgspec import Struct

_ADDR_SPEC = re.compile(r"[^\s@<>\"(),:;]{1,64}@(?:[^\s@<>\"(),:;\[\]]{1,255}|\[[^\]\s]{1,64}\])")


class _Words(Struct, frozen=True):
    """The lists of ``addresses.toml``, each explained there."""

    second_level: frozenset[str]
    automated: re.Pattern[str]
    machine: frozenset[str]
    team: frozenset[str]
    hiring: frozenset[str]
    public_hosts: frozenset[str]
    services: frozenset[str]
    not_for_hiring: frozenset[str]
    public_hosts_ending: dict[str, frozenset[str]]
    services_at: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(resources.files("afterword").joinpath("addresses.toml").read_text("utf-8"))
    return _Words(
        second_level=frozenset(data["second_level"]),
        automated=re.compile("|".join(map(re.escape, data["automated"]))),
        machine=frozenset(data["machine"]),
        team=frozenset(data["team"]),
        hiring=frozenset(data["hiring"]),
        public_hosts=frozenset(data["public_hosts"]),
        services=frozenset(data["services"]),
        not_for_hiring=frozenset(data["not_for_hiring"]),
        public_hosts_ending={label: frozenset(endings) for label, endings in data["public_hosts_ending"].items()},
        services_at=frozenset(name for names in data["services_at"].values() for name in names),
    )


def normal(email: str | None) -> str | None:
    """The addr-spec in lower case, without ``mailto:`` and angle brackets; None where the text holds no address."""
    if not email:
        return None
    text = email.strip()[:1000]
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0].replace("%40", "@")
    found = _ADDR_SPEC.search(text)
    # Nothing unseen is part of an address (RFC 5321, 4.1.2; RFC 5892): it would make two look like one.
    return found.group().rstrip(".").lower() if found and found.group().isprintable() else None


def mailbox_key(email: str | None) -> str | None:
    """What all spellings of one mailbox share; not itself an address to write to. None where there is no address.

    A "+tag" is dropped everywhere (RFC 5233 calls it the detail), and at Gmail the dots, which mean nothing there.
    """
    address = normal(email)
    if address is None:
        return None
    local, _, host = address.rpartition("@")
    local = local.partition("+")[0] or local
    if host in ("gmail.com", "googlemail.com"):
        local, host = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{host}"


def same_mailbox(a: str | None, b: str | None) -> bool:
    """Does mail to both addresses reach one mailbox? Never true where either is none."""
    key = mailbox_key(a)
    return key is not None and key == mailbox_key(b)


@lru_cache(maxsize=8192)
def domain(email: str | None) -> str | None:
    """The domain of an address, lower-cased; None where there is none."""
    address = normal(email)
    return address.rpartition("@")[2] if address else None


@lru_cache(maxsize=4096)
def registrable(name: str) -> str:
    """The part of a domain that its owner registered: "eu.mail.acme.co.uk" -> "acme.co.uk"."""
    labels = name.lower().strip(".").split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _words().second_level:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def is_public_host(name: str | None) -> bool:
    """Does this domain give mailboxes to everybody (gmail.com, gmx.de), so that it names no organisation?"""
    if not name:
        return False
    label, _, ending = registrable(name).partition(".")
    words = _words()
    return label in words.public_hosts or ending in words.public_hosts_ending.get(label, ())


@lru_cache(maxsize=4096)
def is_service(name: str | None) -> bool:
    """Does this domain belong to an ATS, a scheduler or a calendar service, which writes on behalf of others?"""
    if not name:
        return False
    lowered = name.lower()
    if lowered == "calendar.google.com" or lowered.endswith(".calendar.google.com"):
        return True
    words = _words()
    owned = registrable(lowered)
    # "acme.teamtailor.example": the brand may stand in any label, and hyphens may divide it from "mail" or "app".
    names = {part for label in lowered.split(".")[:-1] for part in (label, label.partition("-")[0])}
    return owned in words.services_at or not words.services.isdisjoint(names)


def is_hiring_service(name: str | None) -> bool:
    """Does this domain belong to an ATS, so that what it sends is about hiring? Schedulers do not count."""
    if not is_service(name):
        return False
    labels = {part for label in (name or "").lower().split(".")[:-1] for part in (label, label.partition("-")[0])}
    return labels.isdisjoint(_words().not_for_hiring) and not (name or "").endswith("calendar.google.com")


@lru_cache(maxsize=4096)
def is_automated(email: str) -> bool:
    """Is this an address that no person reads: no-reply, a daemon, a notifier, a calendar or room of a service?"""
    address = normal(email)
    if address is None:
        return False
    local, _, host = address.rpartition("@")
    if host.endswith("calendar.google.com") or host.startswith(("bounce.", "bounces.", "noreply.", "no-reply.")):
        return True
    squeezed = re.sub(r"[^a-z0-9]", "", local.partition("+")[0])
    if _words().automated.search(squeezed):
        return True
    words = re.split(r"[._+\-]", local)
    if any(word in _words().machine for word in words) or squeezed in _words().machine:
        return True
    return is_service(host)


@lru_cache(maxsize=4096)
def is_shared(email: str) -> bool:
    """Does a team rather than one person read this address ("talent@", "hr-team@")? Automated ones are not meant."""
    address = normal(email)
    if address is None:
        return False
    local = address.rpartition("@")[0].partition("+")[0]
    squeezed = re.sub(r"[^a-z]", "", local)
    if squeezed in _words().team:
        return True
    words = [word for word in re.split(r"[._\-]", local) if word]
    return bool(words) and all(word in _words().team for word in words)


def is_hiring_mailbox(email: str) -> bool:
    """Does a team that hires read this address ("careers@", "rh-paris@")?"""
    address = normal(email)
    if address is None:
        return False
    local = address.rpartition("@")[0].partition("+")[0]
    words = {re.sub(r"[^a-z]", "", local), *re.split(r"[._\-]", local)}
    return not words.isdisjoint(_words().hiring)


@lru_cache(maxsize=4096)
def organisation(name: str | None) -> str | None:
    """The label that names the organisation behind a domain: "jobs.acme.co.uk" -> "acme".

    None for public mailbox hosts and services, whose domain names no employer.
    """
    if not name or is_public_host(name) or is_service(name):
        return None
    return registrable(name).partition(".")[0] or None


def same_organisation(a: str | None, b: str | None) -> bool:
    """Do two domains belong to one organisation: one registrable domain, or one name under two endings?

    Never true for two mailboxes of a public host or two customers of a service. A name of fewer than four letters
    is too common to tell anything without its ending.
    """
    first, second = organisation(a), organisation(b)
    if first is None or second is None or a is None or b is None:
        return False
    return registrable(a) == registrable(b) or (first == second and len(first) > 3)
