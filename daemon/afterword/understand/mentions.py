"""Names of people in the text of an invite: after "you will meet", before "will call you", in lists and timetables."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from afterword import addresses
from afterword.model import Person
from afterword.understand import names
from afterword.understand.clues import Clues
from afterword.understand.name_runs import names_below, names_in, names_that_end
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.invites import Vocabulary

_AFTER_LABEL = " :\uff1a-–'’"
_TIME_LINE = re.compile(
    r"^\W*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*(?:-|–|—|to|bis|à|a|tot|do|~|〜)\s*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?)?"
    r"(?:\s*\(?(?-i:[A-Z]{2,5})\b\)?)?\s*[:|\-–—,]?\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_EITHER_ENDING = re.compile(r"(?<=[^\W\d_])\((?:e|a|o|as|os|es|in|n|er)\)")
# "Interviewer LinkedIn: ...": the label is of something else of theirs.
_LONGER_LABEL = re.compile(r"\s?(?P<word>[^\W\d_][\w-]*)\s?[:\uff1a]\s*")
_PARTS = re.compile(r"\s[-–—|]\s|[:(),]\s*|\s(?:with|w/|mit|avec|con|com|met|ze?)\s")
# "Jane Doe will also be there": beside the writer, that is.
_ALSO = re.compile(
    r"\b(?:also|too|as well|auch|ebenfalls|zudem|également|aussi|también|também|anche|pure|ook|tevens|również|też|"
    r"także)\b|も"
)


class Mention(Struct, frozen=True):
    """A name in the text. ``surely``: it is said to interview.

    ``beside``: it stands beside the writer, or beside somebody who surely interviews; then one word of it is enough.
    ``listed``: it stands in a list of interviewers, so that whoever is not in the list is none. ``contact``: it is whom
    one is to turn to where one goes ("your contact there"), and interviews where nobody else is named.
    """

    name: str
    surely: bool = False
    beside: bool = False
    listed: bool = False
    contact: bool = False

    def and_also(self, other: "Mention") -> "Mention":
        """The same name, told of twice."""
        return Mention(
            self.name,
            self.surely or other.surely,
            self.beside or other.beside,
            self.listed or other.listed,
            self.contact or other.contact,
        )


def mentions(clues: Clues, company: str | None) -> list[Mention]:
    """Everybody whom the text names, but for the owner and the company, in order."""
    found: dict[str, Mention] = {}
    for one in _all_named(clues):
        if (
            not clues.names_owner(one.name)
            and not _is_company(one.name, company)
            and not _is_of_a_team(one.name, clues)
            and not _is_of_a_domain(one.name, clues)
        ):
            found[one.name] = found[one.name].and_also(one) if one.name in found else one
    if not any(one.surely for one in found.values()):
        found = {name: replace(one, surely=one.surely or one.contact) for name, one in found.items()}
    return sorted(found.values(), key=lambda one: _place(one.name, clues.text))


def _is_company(name: str, company: str | None) -> bool:
    """Is it the company, or a longer form of its name? A family's firm bears its name: "Jane Doe" of "Doe"."""
    words, of_company = names.name_words(name), names.name_words(company or "")
    if company and names.is_title(company.split()[0]):
        return False  # "Mr Angus Hewer" is no company
    if not of_company or names.starts_given(name):
        return bool(of_company) and words == of_company
    return words <= of_company or of_company <= words


def _is_of_a_team(name: str, clues: Clues) -> bool:
    """Is a team called by it somewhere: "The Acme Pools hiring team"?"""
    if names.starts_given(name):
        return False
    behind = clues.plain_text.partition(f"{plain(name)} ")[2][:40]
    return any(vocabulary.company_around.match(behind) for vocabulary in clues.vocabularies)


def _is_of_a_domain(name: str, clues: Clues) -> bool:
    """Do its words make up the domain that somebody writes from ("Acme Pools", acmepools.example): an organisation?"""
    words = [word for word in plain(name).split() if len(word) > 3]
    if len(words) < 2 or names.starts_given(name):
        return False
    people = (clues.envelope.sender, *(other.person for other in clues.others))
    if any(person.name and names.same_person(person.name, name) for person in people):
        return False
    return any("".join(words) == addresses.organisation(addresses.domain(person.email)) for person in people)


def _place(name: str, text: str) -> int:
    """Where the text first has a name, as it begins (its ending may be another); behind all where it has not."""
    at = text.find(name)
    at = at if at >= 0 else text.find(name.split()[0][:4])
    return at if at >= 0 else len(text)


def names_interviewers(clues: Clues) -> bool:
    """Does the text list who will be there, besides the owner? ("My sister and I" will be everywhere.)"""
    return any(
        one.surely and (one.listed or not one.beside) and not clues.names_owner(one.name) for one in _all_named(clues)
    )


def signers(clues: Clues) -> list[str]:
    """Two who sign together, in one of the last lines: "Tina and Rolf". They speak for themselves."""
    for line in reversed(clues.text.splitlines()[-4:]):
        for vocabulary in clues.vocabularies:
            pair = re.split(rf"\s+(?:{vocabulary.joiners.pattern})\s+", line.strip(" ,.-–—"))
            if len(pair) == 2 and all(names.is_given_name(name) and names.starts_like_a_name(name) for name in pair):
                return pair
    return []


def is_whole(name: str) -> bool:
    """Given name and surname, titles left out?"""
    return len(names.name_words(name)) > 1 or not (name.isascii() or len(name) > 8)


def means(person: Person, name: str) -> bool:
    """Is this name in the text that of ``person``, by their name or else by their address?"""
    words = names.name_words(name)
    if person.name is not None:
        return names.same_person(person.name, name) or names.is_declined(person.name, name)
    if person.email is None or not words:
        return False
    local = frozenset(re.split(r"[._\-]", person.email.partition("@")[0]))
    return words <= local or (len(words) == 1 and words < local)


@lru_cache(maxsize=4)  # asked for by the verdict and by who is who
def _all_named(clues: Clues) -> tuple[Mention, ...]:
    """Whom the event's own text names; where that has no list of interviewers, whom the mail around it names too."""
    found = list(_named_in(clues, clues.about))
    if not any(one.listed for one in found) and clues.text != clues.about:
        found += _named_in(clues, clues.text)
    return tuple(found)


def _group(listed: list[str]) -> Iterator[Mention]:
    """A list of interviewers on one line: beside a whole name, a single word is a name as well."""
    beside = any(map(is_whole, listed))
    return (
        Mention(name, surely=True, beside=beside, listed=True)
        for name in listed
        if is_whole(name) or names.first_name(name) is not None
    )


def _named_in(clues: Clues, text: str) -> Iterator[Mention]:
    # "recebido(a) pela", "invité(e) par": either ending, and the phrase goes on.
    lines = [_EITHER_ENDING.sub("", line) for line in (clues.title, *text.splitlines()[:119])]
    for index, line in enumerate(lines):
        for vocabulary in clues.vocabularies:
            told = [match.end() for match in vocabulary.past.finditer(line)]
            for match in vocabulary.lists.finditer(line):
                if _is_told(match, told):
                    continue
                rest = line[match.end() :]
                longer = _LONGER_LABEL.match(rest) if index else None  # in a title the company stands there
                if longer is not None and not names.is_given_name(longer["word"]):
                    rest = rest[longer.end() - 1 :]
                labelled = rest.lstrip().startswith((":", "\uff1a", "-", "–"))
                if rest.strip(_AFTER_LABEL):
                    listed = list(names_in(rest.lstrip(_AFTER_LABEL), vocabulary))
                    if vocabulary.language == "pl" and match[0].lower().endswith((" z", " ze")):
                        listed = [names.nominative(name) for name in listed]
                    yield from _group(listed)
                elif index and (labelled or not rest.strip()):
                    below = names_below(lines[index + 1 : index + 30], vocabulary)
                    yield from (Mention(name, surely=True, listed=True) for name in below)
            for match in vocabulary.companions.finditer(line):
                if _is_told(match, told):
                    continue
                after = line[match.end() :]
                labelled = not line[: match.start()].strip() and after.lstrip().startswith((":", "\uff1a"))
                group = list(names_in(after.lstrip(_AFTER_LABEL), vocabulary))
                if vocabulary.language == "pl":
                    group = [names.nominative(name) for name in group]
                with_me = vocabulary.myself.match(plain(after.lstrip(_AFTER_LABEL))) is not None
                # "With Jane Doe and Bob Ray" as a whole line
                bare = line.strip().rstrip(".")
                begins = bool(index) and not line[: match.start()].strip() and " " not in match[0].strip()
                alone = begins and bool(group) and bare.endswith(group[-1])
                labelled = labelled or (alone and is_whole(group[-1]))
                # "with Jane Doe and Bob Ray": where one of them is invited, the other interviews too.
                known = len(group) > 1 and any(means(other.person, name) for other in clues.others for name in group)
                in_list = known or labelled
                yield from (
                    Mention(name, with_me or (in_list and is_whole(name)), with_me, in_list and is_whole(name))
                    for name in group
                )
            for match in vocabulary.speaks.finditer(line):
                yield from map(Mention, names_that_end(line[: match.start()], vocabulary))
            for match in vocabulary.beside_me.finditer(line):
                ended = names_that_end(line[: match.start()], vocabulary)
                yield from (Mention(name, surely=True, beside=True) for name in ended)
            for match in vocabulary.me_and.finditer(line):
                group = list(names_in(line[match.end() :], vocabulary))[:3]
                if vocabulary.language == "pl":
                    group = [names.nominative(name) for name in group]
                yield from (Mention(name, surely=True, beside=True) for name in group)
            for match in vocabulary.contacts.finditer(line):
                group = list(names_in(line[match.end() :].lstrip(_AFTER_LABEL), vocabulary))[:2]
                yield from (Mention(name, contact=True) for name in group)
            for match in vocabulary.conducts.finditer(line):
                also = _ALSO.search(plain(line[max(0, match.start() - 15) : match.end() + 10])) is not None
                ended = names_that_end(line[: match.start()], vocabulary)
                yield from (Mention(name, surely=is_whole(name) and not also, beside=also) for name in ended)
            timed = _TIME_LINE.match(line) if index else None
            if timed is not None:
                at_a_time = _names_at_a_time(timed["rest"], vocabulary, clues)
                yield from (Mention(name, surely=True, listed=True) for name in at_a_time)
                # In a timetable of blocks; below the last of many hours stands who signs.
                is_block = not lines[index - 1].strip()
                under = list(takewhile(str.strip, lines[index + 1 : index + 6])) if is_block else []
                yield from (Mention(name, surely=True, listed=True) for name in _names_of_the_hour(under, vocabulary))


def _is_told(match: re.Match[str], told: list[int]) -> bool:
    """Is this the end of what tells of a meeting that was: "after your call with"?"""
    return any(match.start() < end <= match.end() + 1 for end in told)


def _names_of_the_hour(lines: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The names in the lines right below an hour, each with a job: "Jane Doe, Art Director"."""
    for line in lines:
        name, comma, job = line.partition(",")
        if not comma or _TIME_LINE.match(line) or len(job.split()) > 6 or vocabulary.arranges.search(plain(job)):
            return
        yield from (one for one in names_in(name.strip(), vocabulary) if is_whole(one))


def _names_at_a_time(rest: str, vocabulary: Vocabulary, clues: Clues) -> Iterator[str]:
    """The names in what a timetable has for an hour: "Ann Lee", "Design review - Ann Lee", "Tour with Ann Lee"."""
    for index, part in enumerate(_PARTS.split(rest)):
        for name in names_in(part.strip(), vocabulary):
            is_known = names.starts_given(name) or any(means(other.person, name) for other in clues.others)
            # Where it stands first it may be what is done then ("Site Tour"; in German all nouns have capitals).
            could_be = index > 0 or vocabulary.language != "de"
            if is_whole(name) and (is_known or (could_be and not vocabulary.occasions.search(plain(name)))):
                yield name
