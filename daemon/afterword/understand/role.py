"""The role that an invite is about, as written in it: after "role of", before "position", in a piece of the title."""

import re
from collections.abc import Iterator

from afterword.understand import names
from afterword.understand.candidates import (
    ENDS,
    JOINERS,
    MAX_NAME,
    QUOTES,
    Tally,
    folded,
    is_a_person,
    is_said,
    lines,
    overlapping,
    segments,
    segments_of_text,
    squeezed,
)
from afterword.understand.clues import Clues
from afterword.understand.occupation import Reach, held_together, released, undecorated, without_number
from afterword.understand.vocabulary.invites import Vocabulary

_ROLE_IS_SURE = 2.9
_WITH = re.compile(r"\s(?:with|mit|avec|con|com|met|ze?)\s")
_OF = re.compile(r"^(?:(?:role|position|post|job) (?:of|as) (?:an? |the )?|d['’]|l['’])")
_ANSWER = re.compile(r"[?\uff1f]\s*[:\uff1a]?\s*(?P<answer>[^\n?]{2,80})?$")
_TEAM = re.compile(
    r"(?<=[^\W\d_]), (?P<team>[^\W\d_a-z][\w&/-]*(?: (?:&|and|und|et|y|e|i|en|of|de)? ?[^\W\d_][\w&/-]*){0,2})"
    r"(?=$|\s+[-–—|(]|\s*[|·])"
)
_IN_PARENTHESES = re.compile(r"(?<=[^\W\d_]) \((?P<role>[^\W\d_A-Z][^()\d,]{3,50})\)")
_DETERMINER = frozenset(
    "the a an our this that your for about of as re on regarding to with any new open vacant current".split()
)


def role_of(clues: Clues, company: str | None) -> tuple[str | None, bool]:
    """The role, and whether both its place and its words say so."""
    tally = Tally()
    asked = False
    for line, in_title in lines(clues):
        held = _held(clues, line, company, in_title=in_title)
        for vocabulary in clues.vocabularies:
            for name, weight in _told_in(clues, held, vocabulary, company):
                _add_role(tally, clues, name, weight, company)
        if asked:
            _add_role(tally, clues, line.strip(), 2.0, company)
        answer = _answer(clues, line)
        asked = answer == ""
        if answer:
            _add_role(tally, clues, answer, 2.0, company)
        for name in _aside(clues, held, company, in_title=in_title):
            _add_role(tally, clues, name, 0.5, company)
    role = tally.best(1.9)
    return role, role is not None and tally.weights[squeezed(role)] >= _ROLE_IS_SURE


def _told_in(clues: Clues, line: str, vocabulary: Vocabulary, company: str | None) -> Iterator[tuple[str, float]]:
    """Names that words before or behind them call a role, with their weights."""
    reach = Reach(vocabulary, company, clues.owner_names)
    for match in overlapping(vocabulary.role_before, line):
        name = _named_role(line[match.end() :], vocabulary, reach, small=True)
        if name:
            yield name, 2.0
    for match in overlapping(vocabulary.role_perhaps_before, line):
        name = _named_role(line[match.end() :], vocabulary, reach, small=vocabulary.language != "de")
        if name and _is_headed(clues, name):
            yield name, 0.5
    for match in vocabulary.role_after.finditer(line):
        name = _role_that_ends(line[: match.start()], company, vocabulary)
        if name:
            yield name, 1.9


def _aside(clues: Clues, line: str, company: str | None, *, in_title: bool) -> Iterator[str]:
    """Names of occupations that stand apart: pieces of a title, a line or a sentence of their own, a remark."""
    for segment in segments(clues, line, small=True) if in_title else segments_of_text(clues, line):
        yield _role_of_segment(segment, company)
    if in_title:
        return
    for found in _IN_PARENTHESES.finditer(line):
        if _is_headed(clues, found["role"].split()[-1]):
            yield found["role"]
    sentence = re.split(r"[.:](?:\s|$)", line.strip(QUOTES + "-–•"), maxsplit=1)[0]
    stands_alone = line.rstrip() != sentence and len(sentence) < 60 and "," not in sentence and sentence[:1].isupper()
    if stands_alone and len(sentence.split()) < 7 and _is_named_throughout(sentence) and _is_headed(clues, sentence):
        yield sentence


def _is_named_throughout(text: str) -> bool:
    """Are its words written as those of a name: with capitals, but for little ones?"""
    return all(not word[:1].islower() or word in JOINERS for word in text.split())


def _is_headed(clues: Clues, name: str) -> bool:
    return any(vocabulary.heads.search(name) for vocabulary in clues.vocabularies)


def _held(clues: Clues, line: str, company: str | None, *, in_title: bool) -> str:
    """The line, in which what belongs to a role keeps it from being cut: "Nurse (Nights)", "Nurse, Paediatrics"."""
    held = held_together(line, lambda text: _is_headed(clues, text))
    if not in_title and not any(v.role_before.match(held) for v in clues.vocabularies):
        return held

    def kept(found: re.Match[str]) -> str:
        team = found["team"].strip()
        before = re.split(r"[-–—|:(),]\s", held[: found.start()])[-1]
        goes_on = (
            _is_headed(clues, before)
            and not _is_headed(clues, team)
            and not (company and (squeezed(team) in squeezed(company) or squeezed(company) in squeezed(team)))
            and folded(team) not in folded(clues.event.location)
            and not clues.names_owner(team)
            and not is_a_person(clues, team)
            and not any(v.never.match(team) or is_said(v, team) or v.unit.fullmatch(team) for v in clues.vocabularies)
        )
        return "\ue002" + found[0][1:] if goes_on else found[0]

    return _TEAM.sub(kept, held)


def _answer(clues: Clues, line: str) -> str | None:
    """The answer to "Which position did you apply for?" behind it; "" where the next line has it; None for others."""
    found = _ANSWER.search(line)
    if found is None or len(line) > 200:
        return None
    question = line[: found.start()]
    if not any(vocabulary.role_asked.search(question) for vocabulary in clues.vocabularies):
        return None
    return (found["answer"] or "").strip()


def _add_role(tally: Tally, clues: Clues, name: str, weight: float, company: str | None) -> None:
    name = without_number(undecorated(released(name)).strip(QUOTES + ".,;:-–—|"))
    name = name.strip(QUOTES + ".,;:-–—|")
    if not 1 < len(name) <= MAX_NAME or len(name.split()) > 9 or clues.names_owner(name):
        return
    if company and (squeezed(company) == squeezed(name) or squeezed(name).startswith(squeezed(company) + "interview")):
        return
    if any(is_said(vocabulary, name) or vocabulary.never.fullmatch(name) for vocabulary in clues.vocabularies):
        return
    if is_a_person(clues, name):
        return
    tally.add(name, weight + (1.5 if _is_headed(clues, name) else 0.0))


def _named_role(rest: str, vocabulary: Vocabulary, reach: Reach, *, small: bool = False) -> str | None:
    head = without_number(_OF.sub("", rest.lstrip(QUOTES + ":\uff1a-–"))[: 2 * MAX_NAME])
    kept = head[: reach.end(head)]
    words = kept.split()
    passed_over = (
        vocabulary.role_perhaps_before,
        vocabulary.role_after,
        vocabulary.process,
        vocabulary.likely,
    )
    while (
        words
        and words[0].islower()
        and (words[0] in JOINERS or any(pattern.fullmatch(words[0]) for pattern in passed_over))
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
        return (_in_capitals(kept) if vocabulary.language == "en" else kept).strip()
    # In most languages occupations are written small.
    if not small or vocabulary.heads.search(" ".join(words[:5])) is None:
        return None
    return _to_its_head(kept, vocabulary) if vocabulary.language == "en" else kept.strip()


def _in_capitals(text: str) -> str:
    """English titles are written in capitals: the first small word that joins nothing ends one."""
    words = text.split()
    for index, word in enumerate(words):
        if index and word.islower() and word not in JOINERS and word not in ("to", "in", "at", "on", "with"):
            words = words[:index]
            break
    while words and (words[-1].lower() in JOINERS or words[-1] in ("to", "in", "at", "on", "with")):
        words.pop()
    return " ".join(words)


def _to_its_head(text: str, vocabulary: Vocabulary) -> str:
    """An English role in small letters ends with what it is headed by: "warehouse shift lead (who ...)"."""
    found = list(vocabulary.heads.finditer(" ".join(text.split()[:6])))
    return " ".join(text.split()[:6])[: found[-1].end()] if found else ""


def _role_of_segment(segment: str, company: str | None) -> str:
    """A piece of a title, without "at Acme" or "with Jane Doe" at its end."""
    at = segment.find(company) if company else -1
    kept = segment[:at] if at > 0 else segment
    kept = _WITH.split(kept, maxsplit=1)[0]
    words = kept.split()
    while at > 0 and len(words) > 1 and words[-1].islower():
        words.pop()
    return " ".join(words)


def _role_that_ends(before: str, company: str | None, vocabulary: Vocabulary) -> str | None:
    """The name right before "role" or "position": capitalised words, or small ones back to an article."""
    head = before[-2 * MAX_NAME :]
    ends = list(ENDS.finditer(head))
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
    if not kept:
        for word in reversed(words[-6:]):
            if word.lower() in _DETERMINER:
                name = " ".join(reversed(kept))
                return name if vocabulary.heads.search(name) and 0 < len(kept) < 6 else None
            kept.append(word)
        return None
    name = " ".join(reversed(kept))
    return name.removeprefix(company or "").strip() or None
