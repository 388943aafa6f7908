"""The company that an invite is about, as written in it.

Candidates stand after "at", at the side of a title, in a sender's display name; one whose name is that of the sender's
domain outweighs the rest, and one that an agency calls its client outweighs that.
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
from afterword.understand.vocabulary.invites import Vocabulary

_CLIENT = 7.0  # an agency writes for its client, which its own domain does not name
_BETWEEN_NAMES = frozenset("& + and und et y e i of de du des del della do da dos das la van von der den het".split())
_LEGAL_FORM = re.compile(
    r"(?<!\w)(?:GmbH|AG|KG|SE|Ltd|LLC|LLP|Inc|PLC|Corp|S\.?L\.?|S\.?A\.?S?|SARL|S\.?r\.?l|S\.?p\.?A|B\.?V|N\.?V|Oy|AB|A/S|Lda|Ltda|"
    r"Sp\. z o\.o)\.?(?!\w)|株式会社|合同会社|有限会社"
)
_POLISH_FIRM = re.compile(r"(?:[^\W\d_][\w&-]* ){1,4}(?i:sp\. z o\. ?o\.|s\. ?a\.)")
_ENDS_IN_A_POINT = re.compile(r"(?:\bz o\.o|\bS\.r\.l|\bS\.p\.A|\bS\.L|\bS\.A|\bB\.V|\bN\.V|\be\.V|\be\.K)$")
_JAPANESE_FIRM = re.compile(
    r"(?:株式会社|合同会社|有限会社)(?:(?!の(?:人事|採用|面接|選考|担当|求人|募集|ポジション|[一-龥]{1,4}(?:です|と申)))"
    r"[^\s、。・「」【】\uff08\uff09\uff0f\uff5c|でにをがは]){1,20}|"
    r"[^\s、。・「」【】\uff08\uff09\uff0f\uff1a:\uff5c|]{1,20}(?:株式会社|合同会社|有限会社)"
)
_ARTICLE = re.compile(r"^(?i:the|der|die|das|dem|den|la|le|les|el|los|las|il|lo|gli|de|het|o|a)\s+(?=[^\W\d_a-z])")
_INTRODUCES_ONESELF = re.compile(
    r"(?:^|[\s。、])([^\s。、]{2,20})の[^\s。、の]{1,8}(?: ?[^\s。、の]{1,6})?(?:です|と申します)"
)


def company_of(clues: Clues) -> str | None:
    """The company; None where the message names none."""
    tally = Tally()
    labels = labels_of(clues)
    for line, in_title in lines(clues):
        for vocabulary in clues.vocabularies:
            for pattern, weight in (
                (vocabulary.company_client, _CLIENT),
                (vocabulary.company_sure_before, 2.0),
                (vocabulary.company_before, 1.0),
            ):
                for match in overlapping(pattern, line):
                    name = _organisation(line[match.end() :])
                    if name:
                        _add_company(tally, clues, name, weight, labels)
        for segment in segments(clues, line) if in_title else segments_of_text(clues, line):
            _add_company(tally, clues, segment, _weight_of_segment(clues, segment, in_title=in_title), labels)
        for match in _JAPANESE_FIRM.finditer(line):
            _add_company(tally, clues, match[0], 2.4, labels)
        for match in _INTRODUCES_ONESELF.finditer(line):
            _add_company(tally, clues, match[1], 2.0, labels)
        for window in _windows(clues, line, labels):
            _add_company(tally, clues, window, 0.5, labels)
    for display in _displays(clues):
        if not display[:1].islower() or any(is_named_by(display, label) for label in labels):
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


def _add_company(tally: Tally, clues: Clues, name: str, weight: float, labels: frozenset[str]) -> None:
    name = name.strip(QUOTES + ".,;:-–—|")
    for _ in range(2):
        for vocabulary in clues.vocabularies:
            name = re.sub(rf"(?:^|(?<=\s)){vocabulary.company_around.pattern}\s*$", "", name, flags=re.IGNORECASE)
            name = re.sub(rf"^(?:{vocabulary.company_around.pattern})\s+[-–@]?\s*", "", name, flags=re.IGNORECASE)
        name = name.strip(QUOTES + ".,;:-–—|@&")
    if not 1 < len(name) <= MAX_NAME or clues.names_owner(name) or name.isdecimal() or "@" in name:
        return
    confirmed = any(is_named_by(name, label) for label in labels)
    if not confirmed:
        if any(
            is_said(vocabulary, name) or (vocabulary.heads.search(name.split()[-1]) and not names.is_firm(name))
            for vocabulary in clues.vocabularies
        ):
            return
        if is_a_person(clues, name):
            return
    name += "." if _ENDS_IN_A_POINT.search(name) else ""
    tally.add(name, weight + (CONFIRMED if confirmed else 0.0))


def labels_of(clues: Clues) -> frozenset[str]:
    """The names that domains of the other side give: "acme" of "jane@acme.example"."""
    emails = [person.email for person in people(clues)]
    domains = {addresses.domain(email) for email in emails if email and not clues.is_own(email)}
    found = {
        squeezed(label)
        for domain in domains
        if domain and not any(addresses.same_organisation(domain, own) for own in clues.owner_domains)
        if (label := addresses.organisation(domain))
    }
    for person in people(clues):
        # "acme@myworkday.example": an account of a service is often called by its company, as its display name says.
        local, _, host = (person.email or "").partition("@")
        if len(local) > 3 and addresses.is_service(host) and squeezed(person.name or "").startswith(squeezed(local)):
            found.add(squeezed(local))
    return frozenset(label for label in found if len(label) > 1)


def is_named_by(name: str, label: str) -> bool:
    """Does the label of a domain bear this name, whole, shortened, or by its initials?"""
    spelled = squeezed(name)
    if len(spelled) < 2:
        return False
    if spelled == label:
        return True
    if len(label) > 3 and (spelled.startswith(label) or spelled.endswith(label)):
        return True
    if len(spelled) > 3 and label.startswith(spelled):
        return True
    if _is_spelled_by(label, [squeezed(word) for word in re.findall(r"\w+", name) if word.lower() not in JOINERS]):
        return True
    initials = "".join(word[0] for word in re.findall(r"\w+", folded(name)) if word not in JOINERS)
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
    for person in people(clues):
        name = person.name or ""
        if not name or clues.is_own(person.email):
            continue
        for match in re.finditer(r"\(([^()]{2,60})\)|\s(?:@|\||[-–—]|at|from|bei|chez|via)\s+(.{2,60})$", name):
            yield (match[1] or match[2]).strip()
        shared = person.email is not None and addresses.is_shared(person.email)
        label = addresses.organisation(addresses.domain(person.email)) or ""
        if (
            not names.is_personal(name)
            or (person.email and addresses.is_automated(person.email))
            or (shared and label and is_named_by(name, squeezed(label)))
        ):
            yield re.sub(r"\s*(?:@|\||[-–—])\s.*$|\(.*?\)", "", name)


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
        if word.endswith(("'s", "’s")):
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
            if len(window) == size and window[0][0].isupper() and squeezed("".join(window)) in labels:
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
        if folded(bare) in clues.owner_names or any(v.heads.search(bare) for v in clues.vocabularies):
            return []
        is_joiner = bare in WITHIN_A_NAME
        if not is_joiner and (not bare[:1].isupper() or any(_says(v, bare) for v in clues.vocabularies)):
            break
        kept.append(bare)
        if step > 0 and word != bare:
            break
    while kept and kept[-1].lower() in JOINERS:
        kept.pop()
    return kept if step > 0 else kept[::-1]


def _says(vocabulary: Vocabulary, word: str) -> bool:
    """Is it a word of letters and interviews ("Dear", "Interview", "Recruiting") rather than of a name?"""
    lists = (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process, vocabulary.never)
    return any(pattern.fullmatch(word) for pattern in (*lists, vocabulary.company_around, vocabulary.company_before))
