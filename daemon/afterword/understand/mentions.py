"""Names of people in the text of an invite: after "you will meet", before "will call you", in lists and timetables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from afterword.model import Person
from afterword.understand import names
from afterword.understand.clues import Clues
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.invites import Vocabulary, english

_AFTER_LABEL = " :\uff1a-–'’"
_PARTICLE_WORDS = "van von de der den di da do dos das du del della la le lo zu zur ter ten te bin ibn al el ben y e af"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_BULLET = re.compile(r"^[\s\-–—*•·▪◦‣>#.)\d]*(?=[^\W\d_])")
_TIME_LINE = re.compile(
    r"^\W*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*(?:-|–|—|to|bis|à|a|tot|do|~|〜)\s*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?)?"
    r"(?:\s*\(?(?-i:[A-Z]{2,5})\b\)?)?\s*[:|\-–—,]?\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_DETERMINERS = frozenset(
    "the our their your my a an unser unsere unserem unserer unseren der die dem den das notre nos votre le la les "
    "l' de du des nuestro nuestra el los las al del nosso nossa o a os as do da pelo pela com il lo gli i dal dalla "
    "dall' con nostro nostra onze ons het een nasz nasza naszym z ze mit avec met by von par por door".split()
)
_PARTS = re.compile(r"\s[-–—|]\s|[:(),]\s*|\s(?:with|w/|mit|avec|con|com|met|ze?)\s")
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\uff08[^\uff09]*\uff09")
# "and board member Jane Doe": a word or two of whom one speaks
_REMARK = re.compile(
    r"(?!(?:at|in|on|for|to|near|from|please|we|you|it)\b)(?:[a-zà-ÿ]+ ){1,2}"
    r"(?=[A-ZÀ-Þ][a-zà-ÿ'-]+ [A-ZÀ-Þ][a-zà-ÿ'-]+)"
)
_SURNAME_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’-]+)\s*;")
_ABBREVIATED = re.compile(r"\b([^\W\d_]{1,5}(?:\.[^\W\d_]{1,4})?)\.(?=\s?[^\W\d_])")
_ORDINAL_SIGN = re.compile(r"\b([^\W\d_]{1,5})\.?[ªº](?=\s)")  # "D.ª", "Eng.ª"
_ARTICLES_BEFORE_NAMES = frozenset({"it", "pt"})
_PRONOUNS = frozenset(
    "he she they who er sie der die wer il elle qui él ella quien ele ela quem hij zij ze lui lei che on ona "
    "który która".split()
)
# "Jane Doe - director, Bob Ray - designer"
_JOB_BETWEEN = re.compile(
    r"\s[-–—]\s[^,;.:]{2,60}(?=[,;]\s*(?:[^\W\d_]{1,4}\.?\s)?[^\W\d_a-z][\w'’-]+ [^\W\d_a-z][\w'’-]+)"
)
# "Jane Doe will also be there": beside the writer, that is.
_ALSO = re.compile(
    r"\b(?:also|too|as well|auch|ebenfalls|zudem|également|aussi|también|também|anche|pure|ook|tevens|również|też|"
    r"także)\b|も"
)
_STOP = re.compile(r"[.!?](?:\s|$)|。|\s[-–—|]\s|[:;|<>]|https?:")
_AFTER_A_JAPANESE_NAME = re.compile(
    r"(?:です|でございます|と申します|が|は|より|から|にて)$|(?:です|が|は|より|から)(?=[、。])"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. ``surely``: it is said to interview.

    ``beside``: it stands beside the writer, or beside somebody who surely interviews; then one word of it is enough.
    ``listed``: it stands in a list of interviewers, so that whoever is not in the list is none.
    """

    name: str
    surely: bool = False
    beside: bool = False
    listed: bool = False

    def and_also(self, other: "Mention") -> "Mention":
        """The same name, told of twice."""
        return Mention(self.name, self.surely or other.surely, self.beside or other.beside, self.listed or other.listed)


def mentions(clues: Clues, company: str | None) -> list[Mention]:
    """Everybody whom the text names, but for the owner and the company, in order."""
    found: dict[str, Mention] = {}
    for one in _all_named(clues):
        if not clues.names_owner(one.name) and not _is_company(one.name, company):
            found[one.name] = found[one.name].and_also(one) if one.name in found else one
    return sorted(found.values(), key=lambda one: _place(one.name, clues.text))


def _is_company(name: str, company: str | None) -> bool:
    """Is it the company, or a longer form of its name? A family's firm bears its name: "Jane Doe" of "Doe"."""
    words, of_company = names.name_words(name), names.name_words(company or "")
    if not of_company or names.starts_given(name):
        return bool(of_company) and words == of_company
    return words <= of_company or of_company <= words


def _place(name: str, text: str) -> int:
    """Where the text first has a name, as it begins (its ending may be another); behind all where it has not."""
    at = text.find(name)
    at = at if at >= 0 else text.find(name.split()[0][:4])
    return at if at >= 0 else len(text)


def names_interviewers(clues: Clues) -> bool:
    """Does the text list who will be there, besides the owner?"""
    return any(one.surely and not clues.names_owner(one.name) for one in _all_named(clues))


def is_whole(name: str) -> bool:
    """Given name and surname, titles left out?"""
    return len(names.name_words(name)) > 1 or not (name.isascii() or len(name) > 8)


def means(person: Person, name: str) -> bool:
    """Is this name in the text that of ``person``, by their name or else by their address?"""
    words = names.name_words(name)
    if person.name is not None:
        return names.same_person(person.name, name)
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
    lines = [clues.title, *text.splitlines()][:120]
    for index, line in enumerate(lines):
        for vocabulary in clues.vocabularies:
            told = [match.end() for match in vocabulary.past.finditer(line)]
            for match in vocabulary.lists.finditer(line):
                if _is_told(match, told):
                    continue
                rest = line[match.end() :]
                labelled = rest.lstrip().startswith((":", "\uff1a", "-", "–"))
                if rest.strip(_AFTER_LABEL):
                    listed = list(_names_in(rest.lstrip(_AFTER_LABEL), vocabulary))
                    if vocabulary.language == "pl" and match[0].lower().endswith((" z", " ze")):
                        listed = [names.nominative(name) for name in listed]
                    yield from _group(listed)
                elif index and (labelled or not rest.strip()):
                    below = _names_below(lines[index + 1 : index + 30], vocabulary)
                    yield from (Mention(name, surely=True, listed=True) for name in below)
            for match in vocabulary.companions.finditer(line):
                if _is_told(match, told):
                    continue
                after = line[match.end() :]
                labelled = not line[: match.start()].strip() and after.lstrip().startswith((":", "\uff1a"))
                group = list(_names_in(after.lstrip(_AFTER_LABEL), vocabulary))
                if vocabulary.language == "pl":
                    group = [names.nominative(name) for name in group]
                with_me = vocabulary.myself.match(plain(after.lstrip(_AFTER_LABEL))) is not None
                # "with Jane Doe and Bob Ray": where one of them is invited, the other interviews too.
                known = len(group) > 1 and any(means(other.person, name) for other in clues.others for name in group)
                in_list = known or labelled
                yield from (
                    Mention(name, with_me or (in_list and is_whole(name)), with_me, in_list and is_whole(name))
                    for name in group
                )
            for match in vocabulary.speaks.finditer(line):
                yield from map(Mention, _names_that_end(line[: match.start()], vocabulary))
            for match in vocabulary.beside_me.finditer(line):
                ended = _names_that_end(line[: match.start()], vocabulary)
                yield from (Mention(name, surely=True, beside=True) for name in ended)
            for match in vocabulary.conducts.finditer(line):
                also = _ALSO.search(plain(line[max(0, match.start() - 15) : match.end() + 10])) is not None
                ended = _names_that_end(line[: match.start()], vocabulary)
                yield from (Mention(name, surely=is_whole(name) and not also, beside=also) for name in ended)
            timed = _TIME_LINE.match(line) if index else None
            if timed is not None:
                at_a_time = _names_at_a_time(timed["rest"], vocabulary, clues)
                yield from (Mention(name, surely=True, listed=True) for name in at_a_time)


def _is_told(match: re.Match[str], told: list[int]) -> bool:
    """Is this the end of what tells of a meeting that was: "after your call with"?"""
    return any(match.start() < end <= match.end() + 1 for end in told)


def _names_at_a_time(rest: str, vocabulary: Vocabulary, clues: Clues) -> Iterator[str]:
    """The names in what a timetable has for an hour: "Ann Lee", "Design review - Ann Lee", "Tour with Ann Lee"."""
    for index, part in enumerate(_PARTS.split(rest)):
        for name in _names_in(part.strip(), vocabulary):
            is_known = names.starts_given(name) or any(means(other.person, name) for other in clues.others)
            # Where it stands first it may be what is done then ("Site Tour"; in German all nouns have capitals).
            could_be = index > 0 or vocabulary.language != "de"
            if is_whole(name) and (is_known or (could_be and not vocabulary.occasions.search(plain(name)))):
                yield name


def _names_below(lines: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    """A list with one person a line, up to the first empty line after it began."""
    begun = False
    for line in lines:
        bare = _BULLET.sub("", line).strip()
        if not bare:
            if begun:
                return
            continue
        first = re.split(r"[,;]|\s[-–—|]\s", bare)[0]
        found = list(_names_in(first, vocabulary))
        if not found:
            return
        begun = True
        yield from found[:2]


def _names_in(rest: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The names of people that ``rest`` begins with, divided by commas and "and"."""
    head = _PARENTHESES.sub(" ", rest[:400])
    head = _JOB_BETWEEN.sub("", head)
    head = _ORDINAL_SIGN.sub(r"\1.", _function_free(head, vocabulary))
    head = _ABBREVIATED.sub(lambda word: word[1] if names.is_title(word[1]) else word[0], head)
    head = re.sub(r"\b([A-Z])\.", r"\1", head)
    end = _STOP.search(head)
    if end is not None:
        semicolons = head[end.start()] == ";"
        head = head if semicolons else head[: end.start()]
        head = _SURNAME_FIRST.sub(r"\2 \1;", head + ";") if semicolons else head
        head = head.replace(";", ",")
    divide = re.compile(rf"\s*[,/、]\s*|\s+(?:{vocabulary.joiners.pattern})\s+")
    pieces = divide.split(head)
    begun = False
    for index, piece in enumerate(pieces[:20]):
        piece = vocabulary.joiners.sub("", piece, count=1) if vocabulary.joiners.match(piece) else piece
        if not index and vocabulary.myself.fullmatch(plain(piece)):
            continue  # "with me and Jane Doe"
        whole = piece = _without_function(piece.strip(), vocabulary)
        piece = _without_job(piece, vocabulary)
        is_introduced = piece != whole  # "and our intern Jo"
        if index and (remark := _REMARK.match(piece)) is not None:
            piece = piece[remark.end() :]
        if not vocabulary.spaced:
            words = _AFTER_A_JAPANESE_NAME.split(piece.strip())[0].rpartition("の")[2].split()
            piece = " ".join(words if piece.isascii() else words[-2:])
        name = _leading_name(piece.strip(), vocabulary)
        is_single = name is not None and " " not in name and vocabulary.spaced and not names.starts_given(name)
        if is_single and _is_called_by_its_kind(whole, piece, vocabulary):
            continue
        if is_single and begun and not is_introduced:
            continue  # after whole names, a single word is a job or a place
        name = name and _with_title(name, whole)
        begun = begun or (name is not None and " " in name)
        if name is None:
            is_job = any(heads.search(plain(piece)) for heads in _heads(vocabulary))
            if not index and (whole[:1].islower() or is_job) and len(piece.split()) < 6 and len(pieces) > 1:
                continue  # "our finance director, Jane Doe"
            # A job between two names ("Jane Doe, CTO, and Bob Ray") does not end the list; prose does.
            if index and (not piece.strip() or vocabulary.heads.search(piece) or piece.strip()[:1].isupper()):
                continue
            return
        yield name


def _function_free(text: str, vocabulary: Vocabulary) -> str:
    """Text without what each member of a board is: "Chair: Jane Doe; members - Bob Ray and Ann Lee"."""
    return _without(text, vocabulary.function)


def _without_function(piece: str, vocabulary: Vocabulary) -> str:
    """A piece of a list without the function that it begins with: "presidente dott. Gino Tassi"."""
    found = vocabulary.functions.match(piece.lower())
    rest = piece[found.end() :].lstrip(" :-–") if found and len(piece.lower()) == len(piece) else ""
    begins = bool(rest) and (names.starts_like_a_name(rest) or names.is_title(rest.split()[0]))
    return rest if begins else piece


def _without(text: str, pattern: re.Pattern[str]) -> str:
    """``text`` without what matches in its plain form, where that is as long as the text as written."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return text
    for match in reversed(list(pattern.finditer(lowered))):
        text = text[: match.start()] + " " + text[match.end() :]
    return text


def _heads(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    """Occupations in the text's language and in English, in which they are often given."""
    return (vocabulary.heads,) if vocabulary.language == "en" else (vocabulary.heads, english().heads)


def _is_called_by_its_kind(whole: str, bare: str, vocabulary: Vocabulary) -> bool:
    """Did nothing but an article stand before it ("dem Gründer", "the Chair"), where names have none?"""
    removed = whole.split()[: len(whole.split()) - len(bare.split())]
    article = bool(removed) and all(word.lower() in _DETERMINERS for word in removed)
    return article and vocabulary.language not in _ARTICLES_BEFORE_NAMES


def _without_job(text: str, vocabulary: Vocabulary) -> str:
    """Text without what a person is, where that comes first: "our head chef Jane Doe", "Frau Jane Doe"."""
    words = re.sub(r"^(\s*[ld]all['’]|l['’]|d['’])", "", text).split()
    at = 0
    while at < min(6, len(words) - 1):
        if words[at].lower() in _DETERMINERS or names.is_title(words[at]):
            at += 1
            continue
        # "store manager Jane Doe": an occupation, with a whole name after it
        ends = [
            end
            for end in range(at, min(at + 4, len(words) - 2))
            if any(heads.fullmatch(words[end]) for heads in _heads(vocabulary))
            and all(names.starts_like_a_name(word) and word[0].isalpha() for word in words[end + 1 : end + 3])
            and not any(heads.fullmatch(words[end + 1]) for heads in _heads(vocabulary))
        ]
        if not ends or not (words[at].islower() or ends[-1] == at or at):
            break
        at = ends[-1] + 1
    is_last = at == len(words) - 2 and names.starts_like_a_name(words[-1])
    if at and is_last and any(heads.fullmatch(words[at]) for heads in _heads(vocabulary)):
        at += 1  # "our intern Jo"
    return " ".join(words[at:]) if at else text


def _leading_name(piece: str, vocabulary: Vocabulary) -> str | None:
    words = piece.split()
    kept: list[str] = []
    for word in words[:6]:
        bare = word.strip(".,;:!?\"'“”()")
        if not bare:
            break
        if bare.lower() in _PARTICLES and (kept or len(words) > 1):
            kept.append(bare)
        elif names.starts_like_a_name(bare):
            kept.append(bare.removesuffix("'s").removesuffix("’s"))
        else:
            break
    while kept and kept[-1].lower() in _PARTICLES:
        kept.pop()
    name = " ".join(kept)
    return name if kept and _is_name(name, vocabulary) else None


def _with_title(name: str, whole: str) -> str:
    """A surname alone keeps its title, so that it is not taken for a first name: "Frau Doe"."""
    before = whole[: whole.rfind(name)].split() if name in whole else []
    return f"{before[-1]} {name}" if " " not in name and before and names.is_title(before[-1]) else name


def _names_that_end(before: str, vocabulary: Vocabulary) -> list[str]:
    kept: list[str] = []
    before = _PARENTHESES.sub(" ", before[-200:]).rstrip()
    if not vocabulary.spaced:
        people = re.split(r"(?<=[^\W\d_]{2})と", re.split(r"[。、\uff1a:]", before)[-1])
        found = [" ".join(one.rpartition("の")[2].split()[-2:]) for one in people]
        return [name for name in found if len(name) > 1 and _is_name(name, vocabulary)]
    words = before.split()
    if len(words) > 1 and words[-1].lower() in _PRONOUNS:
        before = " ".join(words[:-1]).rstrip(",; ")  # "Jane Doe, who leads", "Jane Doe; she leads"
    if before.endswith(",") and "," in before[:-1]:
        # "Jane Doe, our head of marketing, would like to"; but "our head of marketing, Jane Doe, would like to"
        name, _, remark = before[:-1].rpartition(",")
        before = remark if len(remark.split()) in (2, 3) and remark.strip()[:1].isupper() else name
    for word in reversed(before.split()[-5:]):
        bare = word.strip(",;:\"'“”")
        if not bare or (word.endswith((".", "!", "?", ":", ",")) and kept):
            break
        if names.starts_like_a_name(bare) or (kept and bare.lower() in _PARTICLES):
            kept.append(bare)
        else:
            break
    while kept and kept[-1].lower() in _PARTICLES:
        kept.pop()
    whole = " ".join(reversed(kept))
    name = _without_job(whole, vocabulary)
    return [_with_title(name, whole)] if kept and _is_name(name, vocabulary) else []


def _is_name(name: str, vocabulary: Vocabulary) -> bool:
    if len(name) < 2 or not names.is_personal(name) or any(ch.isdigit() for ch in name):
        return False
    lowered = plain(name)
    patterns = [vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process]
    if not names.ends_in_occupational_surname(name):
        patterns.extend(_heads(vocabulary))
    return vocabulary.never.match(lowered) is None and not any(pattern.search(lowered) for pattern in patterns)
