"""Names of companies and roles: which two mean the same, whatever their spelling."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

# Legal forms that are no part of a company's name: "Acme" is "Acme Corporation" is "ACME GmbH & Co. KG".
LEGAL_FORMS = frozenset(
    "ab ag aps as asa bv bvba co company corp corporation doo eirl ev gmbh group holding holdings inc incorporated "
    "kft kg kgaa kk lda limitada limited llc llp ltd ltda mbh nv ohg oy oyj plc pte pty pvt sa sarl sas sasu se sl "
    "slu sgps snc spa sro srl ug vof zoo 株式会社 合同会社 有限会社".split()
)
MARKER = re.compile(r"\([mwfdxhgin/\s*:|,]+\)", re.IGNORECASE)  # "(m/w/d)", "(f/m/x)"
SCRIPTS_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_JOINER = 2  # letters that a joining word has at most; longer ones have initials
LONGEST_NAME = 8  # words


def folded(text: str) -> str:
    """Words of ``text`` for comparing names: case, accents' composition, punctuation and gender markers gone."""
    plain = unicodedata.normalize("NFKC", MARKER.sub(" ", text)).casefold()
    return " ".join(re.findall(r"[\w+#]+", plain))


@lru_cache(maxsize=4096)
def company_key(name: str) -> str:
    """A company's name without its legal form; two names of one company have one key."""
    words = folded(name.replace(".", "")).split()
    kept = [word for word in words if word not in LEGAL_FORMS and word not in {"und", "and", "et"}]
    key = " ".join(kept or words)
    for form in ("株式会社", "合同会社", "有限会社"):
        key = key.removeprefix(form).removesuffix(form)
    return key


def same_company(one: str | None, other: str | None) -> bool:
    """Are these two names of one company, as far as names can tell?"""
    return bool(one and other) and company_key(one or "") == company_key(other or "")


def same_role(one: str | None, other: str | None) -> bool:
    """Do two role names mean one role: equal, or one within the other? Unknown is the same as any."""
    if not one or not other:
        return True
    a, b = folded(one), folded(other)
    return a == b or f" {a} " in f" {b} " or f" {b} " in f" {a} "


@cache
def _generic() -> frozenset[str]:
    """Words of roles that tell no role apart: ranks, and trades that every second role is of."""
    data = (files("afterword.decide") / "generic_roles.toml").read_bytes()
    return frozenset(
        word for words in msgspec.toml.decode(data, type=dict[str, str]).values() for word in words.split()
    )


def is_about_another(said: str | None, role: str | None) -> bool:
    """Does a message about the role ``said`` speak of another than ``role``: no telling word in common?"""
    if not said or not role or same_role(said, role):
        return False
    one, other = (set(folded(name).split()) for name in (said, role))
    telling = one - _generic(), other - _generic()
    if not telling[0] or not telling[1] or _shortens(said, role) or _shortens(role, said):
        return False
    if SCRIPTS_WITHOUT_SPACES.search(said) and SCRIPTS_WITHOUT_SPACES.search(role):
        return _pairs(said).isdisjoint(_pairs(role))
    return not any(a[:5] == b[:5] for a in telling[0] for b in telling[1])


def _pairs(name: str) -> frozenset[str]:
    """Each two letters that follow each other: what stands for words where none are divided."""
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))


def _shortens(short: str, long: str) -> bool:
    """Does ``short`` hold initials of words of ``long`` that follow each other ("PRL", "SRE")?"""
    words = [word for word in folded(long).split() if len(word) > _JOINER]
    initials = "".join(word[0] for word in words)
    return any(len(word) > _JOINER and word.isupper() and folded(word) in initials for word in short.split())
