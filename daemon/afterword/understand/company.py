"""The company that an invite is about, as written in it.

Candidates stand after "at", at the side of a title, in a sender's display name, alone on a line; one whose name is that
of the sender's domain outweighs the rest, and one that an agency calls its client outweighs that.
"""

import re
from collections.abc import Iterator

from afterword import addresses
from afterword.understand import names
from afterword.understand.candidates import (
    CONFIRMED,
    ENDS,
    JOINERS,
    MAX_NAME,
    QUOTES,
    WITHIN_A_NAME,
    Tally,
    folded,
    is_a_person,
    is_said,
    lines,
    overlapping,
    people,
    segments,
    segments_of_text,
    squeezed,
)
from afterword.understand.clues import Clues
from afterword.understand.labels import initials_of, is_named_by, labels_of
from afterword.understand.signature import Place, names_alone
from afterword.understand.vocabulary.invites import Vocabulary

_CLIENT = 20.0  # an agency writes for its client, which its own domain does not name
_AT_LEAST = 1.9
_ALONE = {Place.AMONG_LINES: 1.1, Place.PART_OF_A_LINE: 1.5, Place.LETTERHEAD: 1.9, Place.SIGNATURE: 1.9}
_ALONE_AND_CONFIRMED = 1.2
_BETWEEN_NAMES = frozenset("& + and und et y e i of de du des del della do da dos das la van von der den het".split())
_LEGAL_FORM = re.compile(
    r"(?<!\w)(?:GmbH|AG|KG|SE|Ltd|LLC|LLP|Inc|PLC|Corp|S\.?L\.?|S\.?A\.?S?|SARL|S\.?r\.?l|S\.?p\.?A|B\.?V|N\.?V|Oy|AB|A/S|Lda|Ltda|"
    r"Sp\. z o\.o)\.?(?!\w)|株式会社|合同会社|有限会社"
)
_POLISH_FIRM = re.compile(r"(?:[^\W\d_][\w&-]* ){1,4}(?i:sp\. z o\. ?o\.|s\. ?a\.)")
_ENDS_IN_A_POINT = re.compile(r"(?:\bz o\.o|\bS\.r\.l|\bS\.p\.A|\bS\.L|\bS\.A|\bB\.V|\bN\.V|\be\.V|\be\.K|\be\.G)$")
_ABBREVIATED = re.compile(r"\b(?:Co|Inc|Ltd|Corp|Bros)$")
_JAPANESE_FIRM = re.compile(
    r"(?:株式会社|合同会社|有限会社)(?:(?!の(?:人事|採用|面接|選考|担当|求人|募集|ポジション|[一-龥]{1,4}(?:です|と申)))"
    r"[^\s、。・「」【】\uff08\uff09\uff0f\uff5c|でにをがは]){1,20}|"
    r"[^\s、。・「」【】\uff08\uff09\uff0f\uff1a:\uff5c|]{1,20}(?:株式会社|合同会社|有限会社)"
)
_ARTICLE = re.compile(r"^(?:the|der|die|das|dem|den|la|le|les|el|los|las|il|lo|gli|de|het|o|a)\s+(?=[^\W\d_a-z])")
_ITS_ARTICLE = re.compile(r"(?:The|Der|Die|Das|La|Le|Les|El|Los|Las|Il|Lo|De|Het)\b")
_SOMEBODY_OF = re.compile(r"^(?P<who>[^\W\d_]+) (?:de|from|of|at|von|van|di|da|do|du|z|bij|bei|chez) (?=[^\W\d_a-z])")
_INTRODUCES_ONESELF = re.compile(
    r"(?:^|[\s。、])([^\s。、]{2,20})の[^\s。、の]{1,8}(?: ?[^\s。、の]{1,6})?(?:です|と申します)"
)
_AROUND = QUOTES + ".,;:-–—|·•@&/>\uff5c"


def company_of(clues: Clues) -> str | None:
    """The company; None where the message names none."""
    tally, in_title = Tally(), Tally()
    labels = labels_of(clues)
    for line, is_title in lines(clues):
        for name, weight in _told_in(clues, line):
            _add_company(tally, clues, name, weight, labels)
        for segment in segments(clues, line) if is_title else segments_of_text(clues, line):
            _add_company(tally, clues, segment, _weight_of_segment(clues, segment, in_title=is_title), labels)
            if is_title:
                _add_company(in_title, clues, segment, 1.0, labels)
        for window in _windows(clues, line, labels):
            _add_company(tally, clues, window, 0.5, labels)
    for display in _displays(clues):
        if not display[:1].islower() or any(is_named_by(display, label) for label in labels):
            _add_company(tally, clues, display, 2.8 if names.is_firm(display) else 2.0, labels)
    for alone in names_alone(clues):
        weight = _ALONE[alone.place] + (1.2 if _LEGAL_FORM.search(alone.name) or names.is_firm(alone.name) else 0.0)
        _add_company(tally, clues, alone.name, weight, labels, if_confirmed=_ALONE_AND_CONFIRMED)
    found = tally.best(_AT_LEAST, by_end=True)
    if found is None:
        return None
    if any(vocabulary.agency.search(found) for vocabulary in clues.vocabularies):
        # Who finds people for others does not put the own name into the title, but that of the client.
        client = next((name for key, name in in_title.written.items() if in_title.weights[key] < CONFIRMED), None)
        return _with_point(clues, client or found)
    return _with_point(clues, _written_out(tally, found))


def company_by_domain(clues: Clues) -> str | None:
    """What the domain of who invites lets one guess, where nothing names the company: "Harrowgate"."""
    inviting = [clues.organizer.person] if clues.organizer else [clues.envelope.sender]
    for person in inviting:
        domain = addresses.domain(person.email)
        if clues.is_own(person.email) or not domain:
            continue
        label = addresses.organisation(domain) or ""
        if squeezed(label) in labels_of(clues) and re.fullmatch(r"(?!xn--)[^\W\d_]{3,}(?:-[^\W\d_]{3,})*", label):
            return " ".join(word[:1].upper() + word[1:] for word in label.split("-")) if len(label) > 4 else None
    return None


def _told_in(clues: Clues, line: str) -> Iterator[tuple[str, float]]:
    """Names that words before them call a company, with their weights."""
    for vocabulary in clues.vocabularies:
        for pattern, weight in (
            (vocabulary.company_client, _CLIENT),
            (vocabulary.company_sure_before, 2.0),
            (vocabulary.company_before, 1.0),
        ):
            for match in overlapping(pattern, line):
                name = _organisation(line[match.end() :])
                if name:
                    yield name, weight
    for match in _JAPANESE_FIRM.finditer(line):
        yield match[0], 2.4
    for match in _INTRODUCES_ONESELF.finditer(line):
        yield match[1], 2.0


def _weight_of_segment(clues: Clues, segment: str, *, in_title: bool) -> float:
    weight = 0.9 if in_title else 0.3
    if _LEGAL_FORM.search(segment) or names.is_firm(segment):
        weight += 1.2
    # Scripts without capitals show no names; what the title sets apart and the text repeats is one.
    if in_title and not segment.isascii() and clues.language == "ja" and segment in clues.text:
        weight += 1.0
    return weight


def _add_company(
    tally: Tally, clues: Clues, name: str, weight: float, labels: frozenset[str], *, if_confirmed: float = 0.0
) -> None:
    name = _bare(clues, name)
    somebody = _SOMEBODY_OF.match(name)
    if somebody and (names.starts_given(somebody["who"]) or folded(somebody["who"]) in _words_of_people(clues)):
        name = name[somebody.end() :]
    if not 1 < len(name) <= MAX_NAME or clues.names_owner(name) or name.isdecimal() or "@" in name:
        return
    confirmed = any(is_named_by(name, label) for label in labels)
    if not confirmed:
        if any(
            is_said(vocabulary, name)
            or vocabulary.unit.fullmatch(name)
            or (vocabulary.heads.search(name.split()[-1]) and not names.is_firm(name))
            for vocabulary in clues.vocabularies
        ):
            return
        if is_a_person(clues, name):
            return
    elif _is_of_the_family(clues, name):
        return
    name += "." if _ENDS_IN_A_POINT.search(name) else ""
    tally.add(name, weight + (CONFIRMED + if_confirmed if confirmed else 0.0))


def _bare(clues: Clues, name: str) -> str:
    """The name without what stands around it in titles and display names: "Your Acme hiring team"."""
    name = name.strip(_AROUND)
    for _ in range(2):
        for vocabulary in clues.vocabularies:
            around = vocabulary.company_around.pattern
            name = re.sub(rf"(?:^|(?<=[\s-])){around}\s*$", "", name, flags=re.IGNORECASE).rstrip("- ")
            if _ITS_ARTICLE.match(name) is None:
                name = re.sub(rf"^(?:{around})\s+[-–@·|]?\s*", "", name, flags=re.IGNORECASE)
        name = name.strip(_AROUND)
    return name


def _is_of_the_family(clues: Clues, name: str) -> bool:
    """Is it the name of somebody who takes part, at a firm that bears the family's name?"""
    words = names.name_words(name)
    return len(words) > 1 and any(words <= names.name_words(one) for one in _persons(clues))


def _persons(clues: Clues) -> Iterator[str]:
    """The names of those who take part and are persons for certain, by their address or a given name."""
    for person in people(clues):
        if not person.name or not names.is_personal(person.name):
            continue
        if person.email and (addresses.is_automated(person.email) or addresses.is_shared(person.email)):
            continue
        local = folded((person.email or "").partition("@")[0])
        if names.starts_given(person.name) or any(word in local for word in names.name_words(person.name)):
            yield person.name


def _written_out(tally: Tally, found: str) -> str:
    """The whole name where ``found`` is its initials: "Câmara Municipal de Vilarinho" for "CMV"."""
    if not (found.isupper() and found.isalpha() and 2 <= len(found) <= 6):
        return found
    whole = [name for name in tally.written.values() if len(name.split()) > 1 and initials_of(name) == found]
    return whole[0] if whole else found


def _with_point(clues: Clues, name: str) -> str:
    """The name with the point of "Co." where it is no full stop: in a title, or before a comma."""
    if not _ABBREVIATED.search(name):
        return name
    is_short = f"{name}." in clues.title or f"{name}.," in clues.text
    return f"{name}." if is_short else name


def _displays(clues: Clues) -> Iterator[str]:
    """Companies in display names: "Talent @ Acme", "Doe, Jane (Acme)", "Acme Robotics Recruiting"."""
    for person in people(clues):
        name = person.name or ""
        if not name or clues.is_own(person.email):
            continue
        for match in re.finditer(
            r"\(([^()]{2,60})\)|\s(?:@|\||[-–—·•/]|at|from|of|bei|chez|via|von|de|da|di|bij|van|presso|w)\s+"
            r"(?=[^\W\d_])(.{2,60})$",
            name,
        ):
            if match[1] or not re.match(r"\s(?:von|de|da|di|van|of)\s", match[0]) or not names.is_personal(name):
                yield (match[1] or match[2]).strip()
        shared = person.email is not None and addresses.is_shared(person.email)
        label = addresses.organisation(addresses.domain(person.email)) or ""
        if (
            not names.is_personal(name)
            or (person.email and addresses.is_automated(person.email))
            or (shared and label and is_named_by(name, squeezed(label)))
        ):
            yield re.sub(r"\s*(?:@|\||[-–—·•])\s.*$|\(.*?\)", "", name)


def _organisation(rest: str) -> str | None:
    """The run of capitalised words that ``rest`` begins with."""
    head = _ARTICLE.sub("", rest.lstrip(QUOTES + ":"))[: 2 * MAX_NAME]
    polish = _POLISH_FIRM.match(head)
    if polish is not None:
        return polish[0]
    end = ENDS.search(head)
    words = (head[: end.start()] if end else head).split()
    kept: list[str] = []
    for word in words[:8]:
        if kept and word.lower() in _BETWEEN_NAMES:
            kept.append(word)
            continue
        if not (
            word[0].isupper()
            or (word[0].isdigit() and kept)
            or (word[0].isalpha() and not word.isascii() and not word[0].islower())
        ):
            break
        kept.append(word.removesuffix("'s").removesuffix("’s"))
        if word.endswith(("'s", "’s")) and len(words) > len(kept) and not words[len(kept)][:1].isupper():
            break
    while kept and kept[-1].lower() in JOINERS:
        kept.pop()
    return " ".join(kept) or None


def _windows(clues: Clues, line: str, labels: frozenset[str]) -> Iterator[str]:
    """Up to four neighbouring words that together spell a label of a domain; and the whole name that they stand in."""
    words = list(re.finditer(r"[\w&'’.-]+", line))
    for index in range(len(words)):
        for size in (1, 2, 3, 4):
            window = [word[0] for word in words[index : index + size]]
            if len(window) != size or squeezed("".join(window)) not in labels:
                continue
            name = re.sub(r"['’]s$", "", " ".join(window)).strip(".-'’")
            if not window[0][0].isupper():
                # Some write their own name small; but a word of the sentence may be that of a domain, too.
                said = line[: words[index].start()].rstrip()
                if any(_ends_with(v.company_sure_before, said) for v in clues.vocabularies):
                    yield name
                continue
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
        if folded(bare) in clues.owner_names or any(v.heads.search(bare) for v in clues.vocabularies):
            return []
        is_joiner = bare in WITHIN_A_NAME
        is_article = step < 0 and index > 0 and _ITS_ARTICLE.fullmatch(bare) is not None
        if not (is_joiner or is_article) and (
            not bare[:1].isupper() or any(_says(v, bare) for v in clues.vocabularies)
        ):
            break
        if folded(bare) in _words_of_people(clues):
            break
        kept.append(bare)
        if step > 0 and word != bare:
            break
    while kept and kept[-1].lower() in JOINERS and not (step < 0 and _ITS_ARTICLE.fullmatch(kept[-1])):
        kept.pop()
    return kept if step > 0 else kept[::-1]


def _ends_with(pattern: re.Pattern[str], text: str) -> bool:
    tail = text[-40:]
    return any(match.end() == len(tail) for match in overlapping(pattern, tail))


def _words_of_people(clues: Clues) -> frozenset[str]:
    """The words of the names of those who take part: a firm's name does not reach into them."""
    labels = labels_of(clues)
    return frozenset(
        word
        for name in _persons(clues)
        for word in names.name_words(name)
        if not any(is_named_by(word, label) for label in labels)
    )


def _says(vocabulary: Vocabulary, word: str) -> bool:
    """Is it a word of letters and interviews ("Dear", "Interview", "Recruiting") rather than of a name?"""
    lists = (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process, vocabulary.never)
    return any(pattern.fullmatch(word) for pattern in (*lists, vocabulary.company_around, vocabulary.company_before))
