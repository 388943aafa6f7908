"""How a language speaks in invites: the lists of ``invites/<language>.toml``, compiled when first asked for.

A language is added by adding its file; ``en.toml`` says what each list is for. All but the lists of names are matched
against plain text (`sentences.plain`): lower case, straight quotes, single spaces.
"""

import re
from collections.abc import Iterable
from functools import cache

import msgspec
from msgspec import Struct

from afterword.understand.vocabulary import phrases

FOLDER = "invites"


class _Title(msgspec.Struct, forbid_unknown_fields=True):
    hiring: list[str] = []
    sure: list[str] = []
    likely: list[str] = []
    weak: list[str] = []


class _Context(msgspec.Struct, forbid_unknown_fields=True):
    role: list[str] = []
    candidate: list[str] = []
    process: list[str] = []


class _People(msgspec.Struct, forbid_unknown_fields=True):
    lists: list[str] = []
    companions: list[str] = []
    speaks: list[str] = []
    conducts: list[str] = []
    beside_me: list[str] = []
    me_and: list[str] = []
    contacts: list[str] = []
    past: list[str] = []
    occasions: list[str] = []
    functions: list[str] = []
    myself: list[str] = []
    writer: list[str] = []
    arranges: list[str] = []
    recruits: list[str] = []
    absent: list[str] = []
    recruiter: list[str] = []
    never: list[str] = []
    joiners: list[str] = []


class _Employer(msgspec.Struct, forbid_unknown_fields=True):
    before: list[str] = []
    sure_before: list[str] = []
    client: list[str] = []
    behalf: list[str] = []
    sends: list[str] = []
    around: list[str] = []
    agency: list[str] = []
    businesses: list[str] = []
    units: list[str] = []
    institutions: list[str] = []
    closings: list[str] = []


class _Role(msgspec.Struct, forbid_unknown_fields=True):
    before: list[str] = []
    works: list[str] = []
    perhaps_before: list[str] = []
    after: list[str] = []
    asked: list[str] = []
    ends: list[str] = []
    bridges: list[str] = []
    callings: list[str] = []
    heads: list[str] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of a file. ``spaced``: are words divided by white space?"""

    prefixes: list[str]
    title: _Title
    context: _Context
    against: dict[str, list[str]]
    people: _People
    employer: _Employer
    role: _Role
    spaced: bool = True


class Vocabulary(Struct, frozen=True):
    """The compiled lists of a language; ``against`` by the name of each list. See en.toml for what they mean."""

    language: str
    spaced: bool
    prefix: re.Pattern[str]
    hiring: re.Pattern[str]
    sure: re.Pattern[str]
    likely: re.Pattern[str]
    weak: re.Pattern[str]
    role: re.Pattern[str]
    candidate: re.Pattern[str]
    process: re.Pattern[str]
    against: tuple[tuple[str, re.Pattern[str]], ...]
    lists: re.Pattern[str]
    companions: re.Pattern[str]
    speaks: re.Pattern[str]
    conducts: re.Pattern[str]
    beside_me: re.Pattern[str]
    me_and: re.Pattern[str]
    contacts: re.Pattern[str]
    past: re.Pattern[str]
    occasions: re.Pattern[str]
    function: re.Pattern[str]
    functions: re.Pattern[str]
    myself: re.Pattern[str]
    writer: re.Pattern[str]
    arranges: re.Pattern[str]
    recruits: re.Pattern[str]
    absent: re.Pattern[str]
    recruiter: re.Pattern[str]
    never: re.Pattern[str]
    joiners: re.Pattern[str]
    company_before: re.Pattern[str]
    company_sure_before: re.Pattern[str]
    company_client: re.Pattern[str]
    company_behalf: re.Pattern[str]
    sends: re.Pattern[str]
    company_around: re.Pattern[str]
    agency: re.Pattern[str]
    business: re.Pattern[str]
    unit: re.Pattern[str]
    institution: re.Pattern[str]
    closing: re.Pattern[str]
    role_before: re.Pattern[str]
    role_works: re.Pattern[str]
    role_perhaps_before: re.Pattern[str]
    role_after: re.Pattern[str]
    role_asked: re.Pattern[str]
    role_ends: re.Pattern[str]
    role_bridge: re.Pattern[str]
    calling: re.Pattern[str]
    heads: re.Pattern[str]


@cache
def languages() -> tuple[str, ...]:
    """The languages that invites are read in."""
    return phrases.languages(FOLDER)


def english() -> Vocabulary:
    """The lists of the language that titles and occupations are given in everywhere."""
    return vocabulary("en")


@cache
def vocabulary(language: str) -> Vocabulary:
    """The lists of one language of `languages`. Raises ``msgspec.ValidationError`` where its file has a fault."""
    file = phrases.load(FOLDER, language, _File)

    def words(parts: Iterable[str], *, goes_on: bool = False) -> re.Pattern[str]:
        whole = "|".join(f"(?:{part})" for part in parts)
        if not whole:
            return phrases.NEVER
        before, behind = (r"(?<![\w&])", r"(?![\w])") if file.spaced else ("", "")
        return re.compile(f"{before}(?:{whole}){'' if goes_on else behind}", re.IGNORECASE)

    def before_names(parts: Iterable[str]) -> re.Pattern[str]:
        """Words that a name follows; one that ends in a space or an apostrophe ("poste d'") has it right behind."""
        whole = "|".join(f"(?:{part}(?:(?<=[\\s'’])|(?!\\w)))" for part in parts)
        return re.compile(rf"(?<![\w&])(?:{whole})", re.IGNORECASE) if whole and file.spaced else words(parts)

    return Vocabulary(
        language=language,
        spaced=file.spaced,
        prefix=re.compile(rf"^(?:{phrases.any_of(file.prefixes, {}).pattern})\s*[::]\s*", re.IGNORECASE),
        hiring=words(file.title.hiring),
        sure=words(file.title.sure),
        likely=words(file.title.likely),
        weak=words(file.title.weak),
        role=words(file.context.role),
        candidate=words(file.context.candidate),
        process=words(file.context.process),
        against=tuple((name, words(parts)) for name, parts in file.against.items()),
        lists=words(file.people.lists),
        companions=words(file.people.companions),
        speaks=words(file.people.speaks),
        conducts=words(file.people.conducts),
        beside_me=words(file.people.beside_me),
        me_and=words(file.people.me_and),
        contacts=words(file.people.contacts),
        past=words(file.people.past),
        occasions=words(file.people.occasions),
        function=phrases.any_of(
            [rf"(?<!\w)(?:{one})\s*(?:\([^()]*\))?\s*[-–:]\s" for one in file.people.functions], {}
        ),
        functions=words(file.people.functions),
        myself=words(file.people.myself),
        writer=words(file.people.writer),
        arranges=words(file.people.arranges),
        recruits=words(file.people.recruits),
        absent=words(file.people.absent),
        recruiter=words(file.people.recruiter),
        never=words(file.people.never),
        joiners=words(file.people.joiners),
        company_before=before_names(file.employer.before),
        company_sure_before=before_names(file.employer.sure_before),
        company_client=before_names(file.employer.client),
        sends=words(file.employer.sends),
        company_behalf=before_names(file.employer.behalf),
        company_around=words(file.employer.around),
        agency=words(file.employer.agency),
        business=words(file.employer.businesses),
        unit=words(file.employer.units),
        institution=words(file.employer.institutions, goes_on=True),
        closing=words(file.employer.closings),
        role_before=before_names(file.role.before),
        role_works=before_names(file.role.works),
        role_perhaps_before=before_names(file.role.perhaps_before),
        role_after=words(file.role.after),
        role_asked=words(file.role.asked),
        role_ends=words(file.role.ends),
        role_bridge=words(file.role.bridges, goes_on=True),
        calling=words(file.role.callings),
        heads=words(file.role.heads),
    )
