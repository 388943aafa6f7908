"""The company and the role that an invite is about, as written in it.

Candidates are gathered from where such names stand (after "at", before "role", between the dashes of a title, in a
sender's display name) and weighed; a company whose name is that of the sender's domain outweighs the rest.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from afterword import addresses
from afterword.model import Person
from afterword.understand import names
from afterword.understand.clues import Clues
from afterword.understand.vocabulary.invites import Vocabulary

_MAX_NAME = 80
_MAX_MATCHES = 60
_CONFIRMED = 4.0
_CLIENT = 7.0  # an agency writes for its client, which its own domain does not name
_ROLE_IS_SURE = 2.9

_SEGMENTS = re.compile(
    r"\s+[-–—/]+\s+|\s*[|•·‖\uff5c\u3000]\s*|:\s+|\s*\uff1a\s*|\s+@\s+|\s*[()\[\]\uff08\uff09「」『』【】]\s*|\s+<+>+\s+|\s*//\s*|\s+[x×]\s+|,\s+"
)
_ENDS = re.compile(
    r"[\n,;:!?|•·()\[\]<>\"“”„«»…\uff08\uff09。、]|(?<!\bds)(?<!\bSp)(?<!\bSr)(?<!\bJr)(?<!\bSt)\.(?:\s|$)|\s[-–—/@]+\s|\s\.\.\."
)
_JOINING_WORDS = (
    "& + of and und et y e i de del della di da do dos das la le les los du des en for the van von zu der den het 't"
)
_JOINERS = frozenset(_JOINING_WORDS.split())
_WITHIN_A_NAME = frozenset("& of de du des del della do da dos das la".split())
_LEGAL_FORM = re.compile(
    r"(?<!\w)(?:GmbH|AG|KG|SE|Ltd|LLC|LLP|Inc|PLC|Corp|S\.?L\.?|S\.?A\.?S?|SARL|S\.?r\.?l|S\.?p\.?A|B\.?V|N\.?V|Oy|AB|A/S|Lda|Ltda|"
    r"Sp\. z o\.o)\.?(?!\w)|株式会社|合同会社|有限会社"
)
_POLISH_FIRM = re.compile(r"(?:[^\W\d_][\w&-]* ){1,4}(?i:sp\. z o\. ?o\.|s\. ?a\.)")
_GENDER = re.compile(
    r"\s*\((?:[mwfdxhnvkdi](?:\s*[/|,*:]\s*[mwfdxhnvkdig]+){1,3}|all genders|gn|h/f|f/h|m/f)\)", re.IGNORECASE
)
_OF = re.compile(r"^(?:(?:role|position|post|job) (?:of|as) (?:an? |the )?|d['’]|l['’])")
_ARTICLE = re.compile(r"^(?i:the|der|die|das|dem|den|la|le|les|el|los|las|il|lo|gli|de|het|o|a)\s+(?=[^\W\d_a-z])")
_INTRODUCES_ONESELF = re.compile(
    r"(?:^|[\s。、])([^\s。、]{2,20})の[^\s。、の]{1,8}(?: ?[^\s。、の]{1,6})?(?:です|と申します)"
)
_QUOTES = "\"'“”„‘’«»*_ \t"


@dataclass(slots=True)
class _Tally:
    """Candidates and their weights, in the order in which they were found."""

    weights: dict[str, float] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, weight: float) -> None:
        key = _squeezed(name)
        if not key:
            return
        if key in self.weights:
            self.weights[key] = max(self.weights[key], weight) + 0.4
        else:
            self.weights[key] = weight
            self.written[key] = name

    def best(self, at_least: float, *, by_end: bool = False) -> str | None:
        """The weightiest; or the longer name that begins with it, or (``by_end``) ends with it."""
        if not self.weights:
            return None
        key = max(self.weights, key=lambda one: self.weights[one])
        weight = self.weights[key]
        if weight < at_least:
            return None
        # "Acme" in one place and "Acme Robotics" in another: the whole name, if it is nearly as likely.
        for other, value in self.weights.items():
            longer, shorter = self.written[other], self.written[key]
            if not _is_one_name(longer):
                continue
            if value >= min(weight - 1.5, _CONFIRMED) and (
                longer.startswith(shorter + " ") or (by_end and longer.endswith(" " + shorter))
            ):
                key = other
        return self.written[key]


def _is_one_name(text: str) -> bool:
    """Capitalised words, and little words only that stand within names: "Domaine des Genêts", not "Chef at Acme"."""
    return all(word in _WITHIN_A_NAME or not word[:1].islower() for word in text.split()) and "  " not in text


@dataclass(frozen=True, slots=True)
class Employer:
    """As written; None for what the message does not name.

    ``company_is_sure``: the sender's domain bears its name. ``role_is_sure``: it stands where roles stand, and names an
    occupation.
    """

    company: str | None = None
    role: str | None = None
    company_is_sure: bool = False
    role_is_sure: bool = False


def employer(clues: Clues) -> Employer:
    """The company and the role of an event."""
    company = _company(clues)
    role, certain = _role(clues, company)
    return Employer(
        company=company,
        role=role,
        company_is_sure=company is not None and any(_is_named_by(company, label) for label in _labels(clues)),
        role_is_sure=certain,
    )


# --- Company ---


def _company(clues: Clues) -> str | None:
    tally = _Tally()
    labels = _labels(clues)
    for line, in_title in _lines(clues):
        for vocabulary in clues.vocabularies:
            for pattern, weight in (
                (vocabulary.company_client, _CLIENT),
                (vocabulary.company_sure_before, 2.0),
                (vocabulary.company_before, 1.0),
            ):
                for match in _overlapping(pattern, line):
                    name = _organisation(line[match.end() :])
                    if name:
                        _add_company(tally, clues, name, weight, labels)
        for segment in _segments(clues, line) if in_title else _segments_of_text(clues, line):
            _add_company(tally, clues, segment, _weight_of_segment(clues, segment, in_title=in_title), labels)
        for match in _INTRODUCES_ONESELF.finditer(line):
            _add_company(tally, clues, match[1], 2.0, labels)
        for window in _windows(clues, line, labels):
            _add_company(tally, clues, window, 0.5, labels)
    for display in _displays(clues):
        if not display[:1].islower():
            _add_company(tally, clues, display, 2.8 if names.is_firm(display) else 2.0, labels)
    return tally.best(1.9, by_end=True)


def _weight_of_segment(clues: Clues, segment: str, *, in_title: bool) -> float:
    weight = 0.9 if in_title else 0.3
    if _LEGAL_FORM.search(segment) or names.is_firm(segment):
        weight += 1.2
    # Scripts without capitals show no names; what the title sets apart and the text repeats is one.
    if in_title and not segment.isascii() and clues.language == "ja" and segment in clues.text:
        weight += 1.0
    return weight


def _add_company(tally: _Tally, clues: Clues, name: str, weight: float, labels: frozenset[str]) -> None:
    name = name.strip(_QUOTES + ".,;:-–—|")
    for _ in range(2):
        for vocabulary in clues.vocabularies:
            name = re.sub(rf"(?:^|(?<=\s)){vocabulary.company_around.pattern}\s*$", "", name, flags=re.IGNORECASE)
            name = re.sub(rf"^(?:{vocabulary.company_around.pattern})\s+[-–@]?\s*", "", name, flags=re.IGNORECASE)
        name = name.strip(_QUOTES + ".,;:-–—|@&")
    if not 1 < len(name) <= _MAX_NAME or clues.names_owner(name) or name.isdecimal() or "@" in name:
        return
    confirmed = any(_is_named_by(name, label) for label in labels)
    if not confirmed:
        if any(
            _is_said(vocabulary, name) or (vocabulary.heads.search(name.split()[-1]) and not names.is_firm(name))
            for vocabulary in clues.vocabularies
        ):
            return
        if _is_a_person(clues, name):
            return
    name += "." if name.endswith(" z o.o") else ""
    tally.add(name, weight + (_CONFIRMED if confirmed else 0.0))


def _is_said(vocabulary: Vocabulary, name: str) -> bool:
    """Is it a phrase of interviews rather than a name?"""
    lowered = name.lower()
    return any(
        match is not None and match.end() - match.start() >= len(lowered) - 2
        for match in (
            pattern.search(lowered)
            for pattern in (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process)
        )
    )


def _labels(clues: Clues) -> frozenset[str]:
    """The names that domains of the other side give: "acme" of "jane@acme.example"."""
    emails = [person.email for person in _people(clues)]
    domains = {addresses.domain(email) for email in emails if email and email not in clues.own}
    found = {
        _squeezed(label)
        for domain in domains
        if domain and not any(addresses.same_organisation(domain, own) for own in clues.owner_domains)
        if (label := addresses.organisation(domain))
    }
    for person in _people(clues):
        # "acme@myworkday.example": an account of a service is often called by its company, as its display name says.
        local, _, host = (person.email or "").partition("@")
        if len(local) > 3 and addresses.is_service(host) and _squeezed(person.name or "").startswith(_squeezed(local)):
            found.add(_squeezed(local))
    return frozenset(label for label in found if len(label) > 1)


def _people(clues: Clues) -> list[Person]:
    people = [attendee.person for attendee in clues.event.attendees]
    people += [clues.event.organizer.person] if clues.event.organizer else []
    people += [clues.envelope.sender]
    people += [clues.envelope.reply_to] if clues.envelope.reply_to else []
    return people


def _is_a_person(clues: Clues, name: str) -> bool:
    known = [
        person.name
        for person in _people(clues)
        if person.name
        and names.is_personal(person.name)
        and not (person.email and (addresses.is_automated(person.email) or addresses.is_shared(person.email)))
    ]
    return names.looks_like_given_and_surname(name) or any(names.same_person(one, name) for one in known)


def _is_named_by(name: str, label: str) -> bool:
    squeezed = _squeezed(name)
    if len(squeezed) < 2:
        return False
    if squeezed == label:
        return True
    if len(label) > 3 and (squeezed.startswith(label) or squeezed.endswith(label)):
        return True
    if len(squeezed) > 3 and label.startswith(squeezed):
        return True
    if _is_spelled_by(label, [_squeezed(word) for word in re.findall(r"\w+", name) if word.lower() not in _JOINERS]):
        return True
    initials = "".join(word[0] for word in re.findall(r"\w+", _folded(name)) if word not in _JOINERS)
    return len(initials) > 1 and initials == label


def _is_spelled_by(label: str, words: list[str]) -> bool:
    """Do beginnings of at least two of the words make the label: "coop-vallon" of "Coopérative du Vallon"?"""
    if len(words) < 2 or len(words) > 5 or len(label) < 5:
        return False
    for size in range(len(words[0]), 2, -1):
        if label.startswith(words[0][:size]):
            rest = label[size:]
            return any(word.startswith(rest) and len(rest) > 2 for word in words[1:]) or (
                len(words) > 2 and _is_spelled_by(rest, words[1:])
            )
    return False


def _displays(clues: Clues) -> Iterator[str]:
    """Companies in display names: "Talent @ Acme", "Doe, Jane (Acme)", "Acme Robotics Recruiting"."""
    for person in _people(clues):
        name = person.name or ""
        if not name or person.email in clues.own:
            continue
        for match in re.finditer(r"\(([^()]{2,60})\)|\s(?:@|\||[-–—]|at|from|bei|chez|via)\s+(.{2,60})$", name):
            yield (match[1] or match[2]).strip()
        shared = person.email is not None and addresses.is_shared(person.email)
        label = addresses.organisation(addresses.domain(person.email)) or ""
        if (
            not names.is_personal(name)
            or (person.email and addresses.is_automated(person.email))
            or (shared and label and _is_named_by(name, _squeezed(label)))
        ):
            yield re.sub(r"\s*(?:@|\||[-–—])\s.*$|\(.*?\)", "", name)


def _organisation(rest: str) -> str | None:
    """The run of capitalised words that ``rest`` begins with."""
    head = _ARTICLE.sub("", rest.lstrip(_QUOTES + ":"))[: 2 * _MAX_NAME]
    polish = _POLISH_FIRM.match(head)
    if polish is not None:
        return polish[0]
    end = _ENDS.search(head)
    words = (head[: end.start()] if end else head).split()
    kept: list[str] = []
    for word in words[:8]:
        if kept and (word.lower() in _JOINERS or word in ("z", "o.o.")):
            kept.append(word)
            continue
        if not (
            word[0].isupper()
            or (word[0].isdigit() and kept)
            or (word[0].isalpha() and not word.isascii() and not word[0].islower())
        ):
            break
        kept.append(word.removesuffix("'s").removesuffix("’s"))
        if word.endswith(("'s", "’s")):
            break
    while kept and kept[-1].lower() in _JOINERS:
        kept.pop()
    return " ".join(kept) or None


def _windows(clues: Clues, line: str, labels: frozenset[str]) -> Iterator[str]:
    """Up to four neighbouring words that together spell a label of a domain; and the whole name that they stand in."""
    words = list(re.finditer(r"[\w&'’.-]+", line))
    for index in range(len(words)):
        for size in (1, 2, 3, 4):
            window = [word[0] for word in words[index : index + size]]
            if len(window) == size and window[0][0].isupper() and _squeezed("".join(window)) in labels:
                name = re.sub(r"['’]s$", "", " ".join(window)).strip(".-'’")
                yield name
                before = _run(clues, line, words, index, step=-1)
                after = [] if window[-1][-1:] in ".,;:" else _run(clues, line, words, index + size - 1, step=1)
                if before or after:
                    yield " ".join([*before, *window[:-1], window[-1].strip(".-'’"), *after]).strip(".-'’")


def _run(clues: Clues, line: str, words: list[re.Match[str]], index: int, *, step: int) -> list[str]:
    """The words of a name that go on from the one at ``index``; [] where they make something else of it."""
    kept: list[str] = []
    while 0 <= index + step < len(words) and len(kept) < 4:
        left, right = sorted((index, index + step))
        if line[words[left].end() : words[right].start()] != " " or (step < 0 and words[left][0].endswith(".")):
            break
        index += step
        word = words[index][0]
        bare = word.strip(".-'’")
        if _folded(bare) in clues.owner_names or any(v.heads.search(bare) for v in clues.vocabularies):
            return []
        is_joiner = bare in _WITHIN_A_NAME
        if not is_joiner and (not bare[:1].isupper() or any(_says(v, bare) for v in clues.vocabularies)):
            break
        kept.append(bare)
        if step > 0 and word != bare:
            break
    while kept and kept[-1].lower() in _JOINERS:
        kept.pop()
    return kept if step > 0 else kept[::-1]


def _says(vocabulary: Vocabulary, word: str) -> bool:
    """Is it a word of letters and interviews ("Dear", "Interview", "Recruiting") rather than of a name?"""
    lists = (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process, vocabulary.never)
    return any(pattern.fullmatch(word) for pattern in (*lists, vocabulary.company_around, vocabulary.company_before))


# --- Role ---


def _role(clues: Clues, company: str | None) -> tuple[str | None, bool]:
    """The role, and whether both its place and its words say so."""
    tally = _Tally()
    for line, in_title in _lines(clues):
        for vocabulary in clues.vocabularies:
            for match in _overlapping(vocabulary.role_before, line):
                name = _named_role(line[match.end() :], vocabulary, company, small=True)
                if name:
                    _add_role(tally, clues, name, 2.0, company)
            for match in _overlapping(vocabulary.role_perhaps_before, line):
                small = vocabulary.language not in ("de", "en")
                name = _named_role(line[match.end() :], vocabulary, company, small=small)
                if name and any(each.heads.search(name) for each in clues.vocabularies):
                    _add_role(tally, clues, name, 0.5, company)
            for match in vocabulary.role_after.finditer(line):
                name = _role_that_ends(line[: match.start()], company)
                if name:
                    _add_role(tally, clues, name, 1.9, company)
        for segment in _segments(clues, line, small=True) if in_title else _segments_of_text(clues, line):
            vocabulary = clues.vocabularies[-1]
            _add_role(tally, clues, _named_role(segment, vocabulary, company) or segment, 0.5, company)
    role = tally.best(1.9)
    return role, role is not None and tally.weights[_squeezed(role)] >= _ROLE_IS_SURE


def _add_role(tally: _Tally, clues: Clues, name: str, weight: float, company: str | None) -> None:
    name = name.strip(_QUOTES + ".,;:-–—|")
    if not 1 < len(name) <= _MAX_NAME or len(name.split()) > 9 or clues.names_owner(name):
        return
    if company and (
        _squeezed(company) == _squeezed(name) or _squeezed(name).startswith(_squeezed(company) + "interview")
    ):
        return
    if any(_is_said(vocabulary, name) or vocabulary.never.fullmatch(name) for vocabulary in clues.vocabularies):
        return
    if _is_a_person(clues, name):
        return
    headed = any(vocabulary.heads.search(name) for vocabulary in clues.vocabularies)
    tally.add(name, weight + (1.5 if headed else 0.0))


def _named_role(rest: str, vocabulary: Vocabulary, company: str | None, *, small: bool = False) -> str | None:
    head = _OF.sub("", rest.lstrip(_QUOTES + ":\uff1a-–"))[: 2 * _MAX_NAME]
    gender = _GENDER.search(head)
    masked = head if gender is None else head[: gender.start()] + " " * len(gender[0]) + head[gender.end() :]
    end = _ENDS.search(masked)
    cut = len(masked) if end is None else end.start()
    if company:
        at = masked.find(company)
        cut = at if 0 <= at < cut else cut
    stop = vocabulary.role_ends.search(masked, 1)
    cut = min(cut, stop.start()) if stop else cut
    kept = head[:cut]
    words = kept.split()
    passed_over = (vocabulary.role_perhaps_before, vocabulary.process, vocabulary.likely)
    while (
        words
        and words[0].islower()
        and (words[0] in _JOINERS or any(pattern.fullmatch(words[0]) for pattern in passed_over))
    ):
        words.pop(0)
    if len(words) < len(kept.split()):
        kept = kept[kept.index(words[0]) :] if words else ""
    first = next(iter(words), "")
    if vocabulary.language == "de" and first[:1].isupper():
        # German nouns are written large: small words at the end belong to the sentence.
        while words and words[-1].islower():
            words.pop()
            kept = kept.rstrip()[: -len(kept.split()[-1])]
    if names.starts_like_a_name(first) or any(ch.isupper() for ch in first):
        return kept.strip()
    # In most languages occupations are written small.
    occupation = vocabulary.heads.search(" ".join(kept.split()[:4]))
    return kept.strip() if small and occupation is not None else None


def _role_that_ends(before: str, company: str | None) -> str | None:
    """The capitalised words right before "role" or "position"."""
    head = before[-2 * _MAX_NAME :]
    ends = list(_ENDS.finditer(head))
    words = (head[ends[-1].end() :] if ends else head).split()
    kept: list[str] = []
    for word in reversed(words[-8:]):
        if (
            any(ch.isupper() for ch in word)
            or names.starts_like_a_name(word)
            or word[0].isdigit()
            or (kept and (word.lower() in ("of", "and", "&", "/", "-") or word.startswith("(")))
        ):
            kept.append(word)
        else:
            break
    while kept and not (any(ch.isupper() for ch in kept[-1]) or not kept[-1].isascii() or kept[-1][0].isdigit()):
        kept.pop()
    name = " ".join(reversed(kept))
    return name.removeprefix(company or "").strip() or None


# --- Both ---


def _overlapping(pattern: re.Pattern[str], line: str) -> Iterator[re.Match[str]]:
    """Matches that may begin within one another: "interview for the" and "for the position of"."""
    at = 0
    for _ in range(_MAX_MATCHES):
        match = pattern.search(line, at)
        if match is None:
            return
        yield match
        at = match.start() + 1


def _lines(clues: Clues) -> Iterator[tuple[str, bool]]:
    if clues.title:
        yield clues.title, True
    for line in clues.text.splitlines()[:80]:
        if line.strip():
            yield line[:1000], False


def _segments_of_text(clues: Clues, line: str) -> Iterator[str]:
    """Those of a short line that is made like a title: "Acme Care - Nurse. I will call you"."""
    head = re.split(r"[.!?](?:\s|$)", line, maxsplit=1)[0]
    if len(head) < 90 and re.search(r"\s[-–—|·]\s", head):
        yield from _segments(clues, head)


def _segments(clues: Clues, title: str, *, small: bool = False) -> Iterator[str]:
    """The pieces of a title that are no phrase of interviews and not the owner's name.

    With ``small``, occupations that are written in small letters too.
    """
    for piece in _SEGMENTS.split(title):
        segment = piece.strip(_QUOTES + ".,;:-–—|")
        for vocabulary in clues.vocabularies:
            for pattern in (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.role_before):
                match = pattern.search(segment)
                if match is not None and (match.start() == 0 or match.end() == len(segment)):
                    segment = (segment[: match.start()] + " " + segment[match.end() :]).strip()
            if (ends := vocabulary.role_after.search(segment)) is not None and ends.end() == len(segment):
                segment = segment[: ends.start()].strip()
        words = [word for word in segment.split() if _folded(word.strip(_QUOTES + ".,;:()")) not in clues.owner_names]
        while words and (
            words[0].lower() in _JOINERS or words[0].lower() in ("with", "w/", "mit", "avec", "con", "com", "met", "z")
        ):
            words.pop(0)
        while words and words[-1].lower() in _JOINERS:
            words.pop()
        segment = " ".join(words)
        if len(segment) < 2:
            continue
        is_occupation = small and any(vocabulary.heads.search(segment) for vocabulary in clues.vocabularies)
        if segment[0].isupper() or segment[0].isdigit() or not segment[0].isascii() or is_occupation:
            yield segment


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ł", "l").replace("ø", "o"))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", _folded(text))
