"""Who interviews and who only arranges, from the attendees and from the text.

Rooms, resources, machines, groups and shared mailboxes never interview, and neither does the owner. Whoever the text
names as an interviewer is one; an organizer beside them who is not named is a coordinator.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from afterword import addresses
from afterword.model import Method, Person
from afterword.understand import names
from afterword.understand.clues import Clues
from afterword.understand.events import Attendee
from afterword.understand.sentences import plain, sentences
from afterword.understand.vocabulary.invites import Vocabulary, english

MAX_INTERVIEWERS = 30
_AFTER_LABEL = " :\uff1a-–'’"
_ANSWERS = frozenset({Method.REPLY, Method.COUNTER, Method.DECLINECOUNTER, Method.REFRESH})

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
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\uff08[^\uff09]*\uff09")
_ABBREVIATED = re.compile(r"\b([^\W\d_]{1,5}(?:\.[^\W\d_]{1,4})?)\.(?=\s?[^\W\d_])")
_STOP = re.compile(r"[.!?](?:\s|$)|。|\s[-–—|]\s|[:;|<>]|https?:")
_AFTER_A_JAPANESE_NAME = re.compile(
    r"(?:です|でございます|と申します|が|は|より|から|にて)$|(?:です|が|は|より|から)(?=[、。])"
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Interviewers in the order in which they are named, coordinators the organizer first."""

    interviewers: tuple[Person, ...]
    coordinators: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in the text. ``surely``: it stands in a list of interviewers."""

    name: str
    surely: bool


def roles(clues: Clues, company: str | None) -> Roles:
    """Who is who in an event."""
    humans: list[Attendee] = []
    coordinators: list[Person] = []
    for attendee in clues.others:
        if _is_human(attendee.person):
            if attendee.partstat != "DECLINED" or clues.event.method is Method.CANCEL:
                humans.append(attendee)
        elif attendee is clues.organizer or _is_mailbox(attendee.person):
            coordinators.append(attendee.person)
    named = _named(clues, company)
    humans = [_with_name(attendee, named, clues) for attendee in humans]

    interviewers: list[Person] = []
    for attendee in humans:
        if _interviews(attendee, humans, named, clues):
            interviewers.append(attendee.person)
        else:
            coordinators.append(attendee.person)
    interviewers += _only_named(named, humans, interviewers, clues)
    if clues.organizer is not None and clues.organizer.sent_by:
        coordinators.append(_sender_of(clues, clues.organizer.sent_by))
    sender = clues.envelope.sender
    if sender.email and not clues.is_owner(sender) and _is_human(sender):
        coordinators.append(sender)
    known = {person.email for person in interviewers if person.email}
    arranging = {
        person.email: person for person in reversed(coordinators) if person.email and person.email not in known
    }
    return Roles(tuple(interviewers[:MAX_INTERVIEWERS]), tuple(reversed(arranging.values())))


def names_interviewers(clues: Clues) -> bool:
    """Does the text list who will be there, besides the owner?"""
    return any(surely and not clues.names_owner(name) for name, surely in _all_named(clues))


def _is_human(person: Person) -> bool:
    email = person.email
    if email is None or addresses.is_automated(email):
        return False
    if person.name is None:
        return not addresses.is_shared(email)
    return names.is_personal(person.name) and not _is_of_an_organisation(person)


def _is_of_an_organisation(person: Person) -> bool:
    """Is a shared mailbox called by the organisation's name ("Almrausch Dairy" at info@almrausch.example)?"""
    if person.email is None or person.name is None or not addresses.is_shared(person.email):
        return False
    label = addresses.organisation(addresses.domain(person.email)) or ""
    words = names.name_words(person.name)
    return any(len(word) > 3 and word in label for word in words)


def _is_mailbox(person: Person) -> bool:
    """Does a team or a machine of theirs stand behind it (rather than a room)?"""
    return person.email is not None and (addresses.is_shared(person.email) or addresses.is_automated(person.email))


def _sender_of(clues: Clues, email: str) -> Person:
    sender = clues.envelope.sender
    return sender if sender.email == email else names.person(email, None)


# --- One person's part ---


def _interviews(attendee: Attendee, humans: list[Attendee], named: list[_Named], clues: Clues) -> bool:
    person = attendee.person
    is_organizer = clues.organizer is not None and person.email == clues.organizer.person.email
    listed = [one for one in named if _is(person, one.name)]
    if any(one.surely for one in listed):
        return True
    context = _context(person, clues)
    arranges = _any(clues, "arranges", context)
    if is_organizer and clues.organizer is not None and clues.organizer.sent_by not in (None, person.email):
        return True  # somebody else sent it for them, so it is not they who arrange
    if is_organizer and _any(clues, "absent", clues.plain_text):
        return False
    if is_organizer and any(one.surely for one in named):
        return _any(clues, "writer", clues.plain_text)  # the list is there, and the organizer is not on it
    if addresses.is_shared(person.email or ""):
        return bool(listed) or _any(clues, "writer", clues.plain_text)
    if listed:
        return not arranges or len(humans) == 1
    if arranges and (len(humans) > 1 or named):
        return False
    if is_organizer and clues.event.method in _ANSWERS:
        return False  # an answer goes to the organizer, whoever interviews
    others_listed = any(one.surely or not is_organizer or _is_full(one.name) for one in named)
    if is_organizer:
        if _any(clues, "writer", clues.plain_text):
            return True
        if others_listed:
            return False
        return not (len(humans) > 1 and _any(clues, "recruits", f"{context} {plain(person.name or '')}"))
    if any(one.surely for one in named) and any(
        _is(other.person, one.name) for other in humans for one in named if one.surely
    ):
        return False  # the list of interviewers is there, and this attendee is not on it
    return not (attendee.optional and _any(clues, "recruits", context))


def _is_full(name: str) -> bool:
    return len(names.name_words(name)) > 1 or not (name.isascii() or len(name) > 8)


def _is(person: Person, name: str) -> bool:
    words = names.name_words(name)
    if person.name is not None:
        return names.same_person(person.name, name)
    if person.email is None or not words:
        return False
    local = frozenset(re.split(r"[._\-]", person.email.partition("@")[0]))
    return words <= local or (len(words) == 1 and words < local)


def _any(clues: Clues, list_name: str, text: str) -> bool:
    return any(_pattern(vocabulary, list_name).search(text) for vocabulary in clues.vocabularies)


def _pattern(vocabulary: Vocabulary, name: str) -> re.Pattern[str]:
    found = getattr(vocabulary, name)
    assert isinstance(found, re.Pattern)
    return found


def _context(person: Person, clues: Clues) -> str:
    """What the text says next to a person's name: the rest of the sentence, or the line below in a signature."""
    if person.name is None:
        return ""
    found: list[str] = []
    lines = [line.strip() for line in clues.text.splitlines()]
    for index, line in enumerate(lines):
        at = _position(line, person.name)
        if at is None and (person.first_name is None or person.first_name not in line):
            continue
        alone = at is not None and len(line) - len(person.name) < 4
        if alone:
            found.append(" ".join(lines[index + 1 : index + 2]))
            continue
        for sentence in sentences(line):
            where = _position(sentence, person.name)
            if where is None:
                called = sentence.find(person.first_name) if person.first_name else -1
                found.append(sentence[max(0, called - 25) : max(0, called)])  # "scheduled by Jane"
            else:
                # What stands before the name belongs to it only where it is close: "your coordinator Jane Doe".
                found.append(sentence[max(0, where - 40) : where] + sentence[where + len(person.name) :][:120])
    return plain(" ".join(found))


def _position(line: str, name: str) -> int | None:
    at = line.find(name)
    if at >= 0:
        return at
    tokens = [token for token in re.split(r"[\s,]+", name) if len(token) > 1]
    for order in (tokens, tokens[::-1], tokens[1:] + tokens[:1]):
        at = line.find(" ".join(order))
        if at >= 0 and len(order) > 1:
            return at
    return None


# --- Names in the text ---


def _with_name(attendee: Attendee, named: list[_Named], clues: Clues) -> Attendee:
    """An attendee whose line has no name gets the one that the headers or the text give to the address."""
    person = attendee.person
    if person.name is not None or person.email is None:
        return attendee
    for other in (clues.envelope.sender, *clues.envelope.to, *clues.envelope.cc):
        if other.email == person.email and other.name:
            return Attendee(other, attendee.kind, attendee.optional, attendee.partstat, attendee.sent_by)
    for one in named:
        if _is_full(one.name) and _is(person, one.name):
            renamed = names.renamed(person, one.name)
            return Attendee(renamed, attendee.kind, attendee.optional, attendee.partstat, attendee.sent_by)
    return attendee


def _only_named(named: list[_Named], humans: list[Attendee], interviewers: list[Person], clues: Clues) -> list[Person]:
    """Interviewers whom the text names and nobody's address is known of."""
    found: list[Person] = []
    for one in named:
        if any(_is(attendee.person, one.name) for attendee in humans):
            continue
        if any(person.name and names.same_person(person.name, one.name) for person in found):
            continue
        if not one.surely and (interviewers or not _is_full(one.name)):
            continue
        if not _is_full(one.name) and (interviewers or humans):
            continue
        person = names.person(None, one.name)
        if not clues.is_owner(person):
            found.append(person)
    return found


def _named(clues: Clues, company: str | None) -> list[_Named]:
    found: dict[str, bool] = {}
    for name, surely in _all_named(clues):
        of_company = names.name_words(company or "")
        if clues.names_owner(name) or (
            of_company and (names.name_words(name) <= of_company or of_company <= names.name_words(name))
        ):
            continue
        found[name] = found.get(name, False) or surely
    return [_Named(name, surely) for name, surely in found.items()]


def _all_named(clues: Clues) -> list[tuple[str, bool]]:
    """Names and whether they surely interview: in the event's own text; in the mail around it where that has none."""
    found = list(_named_in(clues, clues.about))
    if not any(surely for _, surely in found) and clues.text != clues.about:
        found += _named_in(clues, clues.text)
    return found


def _named_in(clues: Clues, text: str) -> Iterator[tuple[str, bool]]:
    lines = [clues.title, *text.splitlines()][:120]
    for index, line in enumerate(lines):
        for vocabulary in clues.vocabularies:
            for match in vocabulary.lists.finditer(line):
                rest = line[match.end() :]
                labelled = rest.lstrip().startswith((":", "\uff1a", "-", "–"))
                if rest.strip(_AFTER_LABEL):
                    yield from ((name, True) for name in _names_in(rest.lstrip(_AFTER_LABEL), vocabulary))
                elif index and (labelled or not rest.strip()):
                    yield from ((name, True) for name in _names_below(lines[index + 1 : index + 30], vocabulary))
            for match in vocabulary.companions.finditer(line):
                group = list(_names_in(line[match.end() :], vocabulary))
                if vocabulary.language == "pl":
                    group = [names.nominative(name) for name in group]
                # "with Jane Doe and Bob Ray": where one of them is invited, the other interviews too.
                known = len(group) > 1 and any(_is(other.person, name) for other in clues.others for name in group)
                yield from ((name, known and _is_full(name)) for name in group)
            for match in vocabulary.speaks.finditer(line):
                name = _name_that_ends(line[: match.start()], vocabulary)
                if name:
                    yield name, False
            timed = _TIME_LINE.match(line) if index else None
            if timed is not None:
                for name in _names_in(timed["rest"], vocabulary):
                    if _is_full(name):
                        yield name, True


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
    head = _ABBREVIATED.sub(lambda word: word[1] if names.is_title(word[1]) else word[0], head)
    head = re.sub(r"\b([A-Z])\.", r"\1", head)
    end = _STOP.search(head)
    if end is not None:
        semicolons = head[end.start()] == ";"
        head = head if semicolons else head[: end.start()]
        head = head.replace(";", ",")
    head = _without_job(head, vocabulary)
    pieces = re.split(rf"\s*[,/、]\s*|\s+(?:{vocabulary.joiners.pattern})\s+", head)
    begun = False
    for index, piece in enumerate(pieces[:20]):
        piece = vocabulary.joiners.sub("", piece, count=1) if vocabulary.joiners.match(piece) else piece
        piece = _without_job(piece, vocabulary) if index else piece
        if not vocabulary.spaced:
            piece = _AFTER_A_JAPANESE_NAME.split(piece.strip())[0].rpartition("の")[2]
        name = _leading_name(piece.strip(), vocabulary)
        if name is not None and begun and " " not in name and name.isascii() and not names.starts_given(name):
            continue  # after whole names, a single word is a job or a place
        begun = begun or (name is not None and " " in name)
        if name is None:
            if not index and piece[:1].islower() and len(piece.split()) < 6 and len(pieces) > 1:
                continue  # "our finance director, Jane Doe"
            # A job between two names ("Jane Doe, CTO, and Bob Ray") does not end the list; prose does.
            if index and (not piece.strip() or vocabulary.heads.search(piece) or piece.strip()[:1].isupper()):
                continue
            return
        yield name


def _heads(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    """Occupations in the text's language and in English, in which they are often given."""
    return (vocabulary.heads,) if vocabulary.language == "en" else (vocabulary.heads, english().heads)


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


def _name_that_ends(before: str, vocabulary: Vocabulary) -> str | None:
    kept: list[str] = []
    before = _PARENTHESES.sub(" ", before[-200:]).rstrip()
    if not vocabulary.spaced:
        words = re.split(r"[。、\uff1a:]", before)[-1].split()[-2:]
        name = " ".join([*(word.rpartition("の")[2] for word in words[:1]), *words[1:]])
        return name if len(name) > 1 and _is_name(name, vocabulary) else None
    if before.endswith(",") and "," in before[:-1]:
        before = before[:-1].rpartition(",")[0]  # "Jane Doe, our head of marketing, would like to"
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
    name = _without_job(" ".join(reversed(kept)), vocabulary)
    return name if kept and _is_name(name, vocabulary) else None


def _is_name(name: str, vocabulary: Vocabulary) -> bool:
    if len(name) < 2 or not names.is_personal(name) or any(ch.isdigit() for ch in name):
        return False
    lowered = plain(name)
    patterns = [vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process]
    if not names.ends_in_occupational_surname(name):
        patterns.extend(_heads(vocabulary))
    return vocabulary.never.match(lowered) is None and not any(pattern.search(lowered) for pattern in patterns)
