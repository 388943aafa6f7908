"""The role that an invite is about, as written in it: after "role of", before "position", in a piece of the title."""

import re

from afterword.understand import names
from afterword.understand.candidates import (
    ENDS,
    JOINERS,
    MAX_NAME,
    QUOTES,
    Tally,
    is_a_person,
    is_said,
    lines,
    overlapping,
    segments,
    segments_of_text,
    squeezed,
)
from afterword.understand.clues import Clues
from afterword.understand.vocabulary.invites import Vocabulary

_ROLE_IS_SURE = 2.9
_WITH = re.compile(r"\s(?:with|mit|avec|con|com|met|ze?)\s")
_GENDER = re.compile(
    r"\s*\((?:[mwfdxhnvkdi](?:\s*[/|,*:]\s*[mwfdxhnvkdig]+){1,3}|all genders|gn|h/f|f/h|m/f)\)", re.IGNORECASE
)
_OF = re.compile(r"^(?:(?:role|position|post|job) (?:of|as) (?:an? |the )?|d['’]|l['’])")


def role_of(clues: Clues, company: str | None) -> tuple[str | None, bool]:
    """The role, and whether both its place and its words say so."""
    tally = Tally()
    for line, in_title in lines(clues):
        for vocabulary in clues.vocabularies:
            for match in overlapping(vocabulary.role_before, line):
                name = _named_role(line[match.end() :], vocabulary, company, small=True)
                if name and match.start() == 0 and match[0].rstrip().endswith((":", "\uff1a")):
                    name = _with_team(name, line)
                if name:
                    _add_role(tally, clues, name, 2.0, company)
            for match in overlapping(vocabulary.role_perhaps_before, line):
                small = vocabulary.language not in ("de", "en")
                name = _named_role(line[match.end() :], vocabulary, company, small=small)
                if name and any(each.heads.search(name) for each in clues.vocabularies):
                    _add_role(tally, clues, name, 0.5, company)
            for match in vocabulary.role_after.finditer(line):
                name = _role_that_ends(line[: match.start()], company)
                if name:
                    _add_role(tally, clues, name, 1.9, company)
        for segment in segments(clues, line, small=True) if in_title else segments_of_text(clues, line):
            _add_role(tally, clues, _role_of_segment(segment, company), 0.5, company)
    role = tally.best(1.9)
    return role, role is not None and tally.weights[squeezed(role)] >= _ROLE_IS_SURE


def _add_role(tally: Tally, clues: Clues, name: str, weight: float, company: str | None) -> None:
    name = name.strip(QUOTES + ".,;:-–—|")
    if not 1 < len(name) <= MAX_NAME or len(name.split()) > 9 or clues.names_owner(name):
        return
    if company and (squeezed(company) == squeezed(name) or squeezed(name).startswith(squeezed(company) + "interview")):
        return
    if any(is_said(vocabulary, name) or vocabulary.never.fullmatch(name) for vocabulary in clues.vocabularies):
        return
    if is_a_person(clues, name):
        return
    headed = any(vocabulary.heads.search(name) for vocabulary in clues.vocabularies)
    tally.add(name, weight + (1.5 if headed else 0.0))


def _named_role(rest: str, vocabulary: Vocabulary, company: str | None, *, small: bool = False) -> str | None:
    head = _OF.sub("", rest.lstrip(QUOTES + ":\uff1a-–"))[: 2 * MAX_NAME]
    gender = _GENDER.search(head)
    masked = head if gender is None else head[: gender.start()] + " " * len(gender[0]) + head[gender.end() :]
    end = ENDS.search(masked)
    cut = len(masked) if end is None else end.start()
    if company:
        at = masked.find(company)
        cut = at if 0 <= at < cut else cut
    stop = vocabulary.role_ends.search(masked, 1)
    cut = min(cut, stop.start()) if stop else cut
    kept = head[:cut]
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
        return kept.strip()
    # In most languages occupations are written small.
    occupation = vocabulary.heads.search(" ".join(kept.split()[:4]))
    return kept.strip() if small and occupation is not None else None


def _role_of_segment(segment: str, company: str | None) -> str:
    """A piece of a title, without "at Acme" or "with Jane Doe" at its end."""
    at = segment.find(company) if company else -1
    kept = segment[:at] if at > 0 else segment
    kept = _WITH.split(kept, maxsplit=1)[0]
    words = kept.split()
    while at > 0 and len(words) > 1 and words[-1].islower():
        words.pop()
    return " ".join(words)


def _with_team(role: str, line: str) -> str:
    """The whole of "Role: Product Manager, Growth", where the line ends after it."""
    rest = line.partition(role)[2].rstrip(" .")
    return role + rest if re.fullmatch(r", (?:[A-Z&][\w&-]*(?: |$)){1,3}", rest) else role


def _role_that_ends(before: str, company: str | None) -> str | None:
    """The capitalised words right before "role" or "position"."""
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
    name = " ".join(reversed(kept))
    return name.removeprefix(company or "").strip() or None
