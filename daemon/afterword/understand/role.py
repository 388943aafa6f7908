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
    is_a_list,
    is_a_person,
    is_headed,
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

_INFLECTED = ("pl",)
_ROLE_IS_SURE = 2.9
_HEADED = 1.5
_IS_CALLING = 0.8
_WITH = re.compile(r"\s(?:with|mit|avec|con|com|met|ze?)\s")
_OF = re.compile(r"^(?:(?:role|position|post|job) (?:of|as) (?:an? |the )?|d['’]|l['’])")
_LABELLED = re.compile(
    r"^\W*(?:(?:role|position|job|vacancy)(?: title| name| applied for)?|post|opening|stelle(?:nbezeichnung)?|rolle|"
    r"vakanz|poste|intitulé du poste|emploi|offre|métier|puesto|vacante|cargo|plaza|oferta|vaga|função|functie|"
    r"vacature|posizione|ruolo|figura|stanowisko|"
    r"(?:募集|応募)?(?:職種|ポジション|求人)(?:名)?)\s*[:\uff1a]\s*(?P<name>\S.{1,79})$",
    re.IGNORECASE,
)
# "弊社の商品開発職にご応募", "データアナリストとして", "編集者のポジションについて"
_APPLIED_FOR = re.compile(
    r"(?:^|[\s、。・「『(\uff08]|の|へ|は)(?P<role>[^\s、。の「」『』にをはがへ]{2,24}(?:\uff08[^\uff09]{1,20}\uff09)?)"
    r"(?:の(?:ポジション|求人|募集|職|枠))?"
    r"(?:[にへ](?:ご)?応募|として|について|の(?:選考|面接|一次|二次|最終|書類|ポジション|求人))"
)
_ANSWER = re.compile(r"[?\uff1f]\s*[:\uff1a]?\s*(?P<answer>[^\n?]{2,80})?$")
_TEAM = re.compile(
    r"(?<=[^\W\d_]), (?P<team>[^\W\d_a-z][\w&/-]*(?: (?:&|and|und|et|y|e|i|en|of|de)? ?[^\W\d_][\w&/-]*){0,2})"
    r"(?=$|\s+[-–—|(]|\s*[|·.;:!?)]|\s+(?:position|role|vacancy|opening|job|post)\b)"
)
# "with Hugo, CTO of Acme": the job of who will be there
_WHO = re.compile(r"\b(?:with|avec|mit|con|com|met) (?:[^\W\d_a-z][\w.'’-]+ ?){1,3}, [^,|–—()]+")
# "with our Head of Operations": somebody who has that job
_SOMEBODY = re.compile(
    r"(?:our|the|my|unser\w*|notre|nuestr[ao]|noss[ao]|onze|(?:il |la )?nostr[ao]|nasz\w*|your|votre) "
)
_QUOTED = re.compile(
    r"(?:[«»“„‘\u201a]\s?|(?<!\w)[\"']|「)(?P<role>[^«»“”„‘’\"'「」\n]{3,60})(?:\s?[«»”“’‘]|[\"'](?!\w)|」)"
)
_NO_ROLE = re.compile(
    r"trava|traba|lavor|prac[yaęe]|werk|vacan|ouvert|apert|abiert|abert|libre|disponi|propos|offert|ofrec|actuel|actual|"
    r"attual|nouve|nuev|nuov|nov[oa]|nieuw|now[aey]|concern|correspond|mention|soprac|susod|indic|publi|"
    r"previst|prévu|convenu|concordat|combinad|acordad|accordat|afgesproken|gepland|uzgodn|ustal|zwykle|segu|sigue|suit|"
    r"cette|votre|notre|nuestr|vuestr|nostr|vostr|noss|naszy|onze|jouw|which|welke|quale|cual|quel|która|które"
)
_IS_CALLED_ROLE = re.compile(r"\s+(?:position|role|vacancy|opening|job|post)\b")
_SET_APART = re.compile(r"\s+[-–—/|·]\s+|:\s+")
_IN_PARENTHESES = re.compile(r"(?<=[^\W\d_]) \((?P<role>[^\W\d_A-Z][^()\d,]{3,50})\)")
_DETERMINER = frozenset(
    "the a an our this that your for about of as re on regarding to with any new open vacant current".split()
)
# "Clerk (cat" of "Clerk (cat. C)", "Operator 5-ploegen", "Operator in 3-Schicht"
_UNCLOSED = re.compile(r"\s*\([^()]*$|\s+(?:in )?\d-?(?:ploegen\w*|schicht\w*|shift|turni|zmian\w*)$", re.IGNORECASE)


def role_of(clues: Clues, company: str | None) -> tuple[str | None, bool]:
    """The role, and whether both its place and its words say so."""
    tally = Tally()
    asked = False
    for line, in_title in lines(clues):
        held = _held(clues, line, company)
        for vocabulary in clues.vocabularies:
            for name, weight in _told_in(clues, held, vocabulary, company):
                _add_role(tally, clues, name, weight, company)
        if (labelled := _LABELLED.match(held)) is not None:
            _add_role(tally, clues, _role_of_segment(labelled["name"].strip(), company), 2.5, company)
        if asked:
            _add_role(tally, clues, line.strip(), 2.0, company)
        answer = _answer(clues, line)
        asked = answer == ""
        if answer:
            _add_role(tally, clues, answer, 2.0, company)
        for name in _aside(clues, held, company, in_title=in_title):
            _add_role(tally, clues, name, 0.5, company)
        for name in _quoted(clues, line):
            _add_role(tally, clues, name, 2.0, company, whole=True)
    role = tally.best(1.9, by_end=True)
    if role is not None and clues.language in _INFLECTED:
        role = _as_titled(clues, tally, role)
    return role, role is not None and tally.weights[squeezed(role)] >= _ROLE_IS_SURE


def _as_titled(clues: Clues, tally: Tally, role: str) -> str:
    """``role`` in the form of title or subject: "księgowa" there, "na stanowisku księgowej" in a sentence."""

    def is_form_of(one: str, other: str) -> bool:
        stem = max(3, min(len(one), len(other)) - 3)
        return one[:stem].casefold() == other[:stem].casefold()

    words = role.split()
    for name in tally.written.values():
        forms = name.split()
        is_titled = len(forms) == len(words) and (name in clues.title or name in clues.subject)
        if is_titled and all(map(is_form_of, forms, words)):
            return name
    return role


def _told_in(clues: Clues, line: str, vocabulary: Vocabulary, company: str | None) -> Iterator[tuple[str, float]]:
    """Names that words before or behind them call a role, with their weights."""
    reach = Reach(vocabulary, company, clues.owner_names)
    for match in overlapping(vocabulary.role_before, line):
        is_called = vocabulary.role_asked.search(match[0]) is not None
        name = _named_role(line[match.end() :], vocabulary, reach, small=True, is_called=is_called)
        if name:
            yield name, 2.0
    for match in overlapping(vocabulary.role_works, line):
        # "il lavoro come banconista": any noun; but "your work as a ranger" may be of today, so it makes none sure
        name = _named_role(line[match.end() :], vocabulary, reach, small=True, is_called=True)
        if name:
            yield name, 1.3 if is_headed(clues, name) else 1.9
    for match in overlapping(vocabulary.role_perhaps_before, line):
        name = _named_role(line[match.end() :], vocabulary, reach, small=vocabulary.language != "de")
        if name and is_headed(clues, name):
            yield name, 0.5
    if not vocabulary.spaced:
        for found in _APPLIED_FOR.finditer(line):
            yield found["role"], 1.9
    for match in vocabulary.role_after.finditer(line):
        name = _role_that_ends(line[: match.start()], company, vocabulary)
        if name:
            yield name, 1.9


def _aside(clues: Clues, line: str, company: str | None, *, in_title: bool) -> Iterator[str]:
    """Names of occupations that stand apart: pieces of a title, a line or a sentence of their own, a remark."""
    for segment in segments(clues, _WHO.sub("", line), small=True) if in_title else ():
        yield _role_of_segment(segment, company)
    if in_title:
        return
    for piece in _beside_the_owner(clues, line):
        yield _role_of_segment(piece, company)
    for found in _IN_PARENTHESES.finditer(line):
        if is_headed(clues, found["role"].split()[-1]):
            yield found["role"]
    if not is_a_list(clues, re.split(r"[.!?](?:\s|$)|。", line, maxsplit=1)[0]) and any(
        is_a_person(clues, part.strip()) for part in re.split(r"\s*[|·,–—]\s*", line)
    ):
        return  # the job of who writes
    for segment in segments_of_text(clues, line):
        yield _role_of_segment(segment, company)
    sentence = re.split(r"[.:](?:\s|$)", line.strip(QUOTES + "-–•"), maxsplit=1)[0]
    stands_alone = line.rstrip() != sentence and len(sentence) < 60 and "," not in sentence and sentence[:1].isupper()
    if stands_alone and len(sentence.split()) < 7 and _is_named_throughout(sentence) and is_headed(clues, sentence):
        yield sentence


def _beside_the_owner(clues: Clues, line: str) -> Iterator[str]:
    """What a line of a form sets beside the owner's name: "For: Kim Okoye / Fleet Analyst"."""
    pieces = [piece.strip(QUOTES + ".,;") for piece in _SET_APART.split(line[:120])]
    if len(line) < 90 and 1 < len(pieces) < 5 and any(clues.names_owner(piece) for piece in pieces):
        yield from (piece for piece in pieces if is_headed(clues, piece))


def _quoted(clues: Clues, line: str) -> Iterator[str]:
    """What stands in quotes behind a word for a role, or is an occupation: "the position “Site Lead”"."""
    for found in _QUOTED.finditer(line):
        is_told = any(vocabulary.role_asked.search(line[: found.start()]) for vocabulary in clues.vocabularies)
        if is_told or is_headed(clues, found["role"]):
            yield found["role"]


def _is_named_throughout(text: str) -> bool:
    """Are its words written as those of a name: with capitals, but for little ones?"""
    return all(not word[:1].islower() or word in JOINERS for word in text.split())


def _held(clues: Clues, line: str, company: str | None) -> str:
    """The line, in which what belongs to a role keeps it from being cut: "Nurse (Nights)", "Nurse, Paediatrics"."""
    held = held_together(line, lambda text: is_headed(clues, text))

    def kept(found: re.Match[str]) -> str:
        team = found["team"].strip()
        before = re.split(r"[-–—|:(),]\s", held[: found.start()])[-1]
        goes_on = (
            is_headed(clues, before)
            and (not is_headed(clues, team) or _IS_CALLED_ROLE.match(held, found.end()) is not None)
            and not (company and (squeezed(team) in squeezed(company) or squeezed(company) in squeezed(team)))
            and folded(team) not in folded(clues.event.location)
            and not clues.names_owner(team)
            and not is_a_person(clues, team)
            and not any(v.never.match(team) or is_said(v, team) for v in clues.vocabularies)
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


def _add_role(
    tally: Tally, clues: Clues, name: str, weight: float, company: str | None, *, whole: bool = False
) -> None:
    name = without_number(undecorated(released(name)).strip(QUOTES + ".,;:-–—|"))
    name = _UNCLOSED.sub("", name).strip(QUOTES + ".,;:-–—|")
    if not 1 < len(name) <= MAX_NAME or len(name.split()) > 9 or clues.names_owner(name):
        return
    if company and (squeezed(company) == squeezed(name) or squeezed(name).startswith(squeezed(company) + "interview")):
        return
    for vocabulary in clues.vocabularies:
        # "your application as nurse": what stands behind the word that says so.
        if (said := vocabulary.role_before.search(name)) is not None and said.end() < len(name) - 2:
            name = name[said.end() :].strip()
    if any(is_said(vocabulary, name) or vocabulary.never.fullmatch(name) for vocabulary in clues.vocabularies):
        return
    if is_a_person(clues, name):
        return
    is_calling = any(vocabulary.calling.search(name) for vocabulary in clues.vocabularies)
    tally.add(name, weight + (_HEADED if is_headed(clues, name) else _IS_CALLING if is_calling else 0.0), whole=whole)


def _named_role(
    rest: str, vocabulary: Vocabulary, reach: Reach, *, small: bool = False, is_called: bool = False
) -> str | None:
    """The role that ``rest`` begins with. ``is_called``: a word for "role" stands before it; any noun is one then."""
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
    if (
        vocabulary.language == "en"
        and words
        and words[0].islower()
        and words[0].isalpha()
        and any(word[:1].isupper() for word in words)
    ):
        while words[0].islower() and words[0].isalpha():  # "becoming a Conservation Officer"
            words.pop(0)
        kept = kept[kept.index(words[0]) :]
    first = next(iter(words), "")
    if vocabulary.language == "de" and first[:1].isupper():
        # German nouns are written large: small words at the end belong to the sentence.
        while words and words[-1].islower():
            words.pop()
            kept = kept.rstrip()[: -len(kept.split()[-1])]
    if names.starts_like_a_name(first) or any(ch.isupper() for ch in first):
        return (_in_capitals(kept) if vocabulary.language == "en" else kept).strip()
    # In most languages occupations are written small.
    start = " ".join(words[:5])
    if is_called and vocabulary.language not in ("de", "en", "ja") and _may_be_called(first, vocabulary):
        return " ".join(words[:5]) if len(words) < 6 else None
    if not small or not (vocabulary.heads.search(start) or vocabulary.calling.search(start)):
        return None
    return _to_its_head(kept, vocabulary) if vocabulary.language == "en" else kept.strip()


def _may_be_called(word: str, vocabulary: Vocabulary) -> bool:
    """May an occupation that no list knows begin with this word, written small?"""
    no_role = (vocabulary.role_ends, vocabulary.never, vocabulary.role_asked, vocabulary.weak, vocabulary.likely)
    word = re.split(r"\W", word, maxsplit=1)[0]  # "horticulteur·rice"
    return (
        len(word) > 4
        and word.isalpha()
        and not _NO_ROLE.match(word)
        and not any(one.fullmatch(word) for one in no_role)
    )


def _in_capitals(text: str) -> str:
    """English titles are written in capitals: the first small word that joins nothing ends one."""
    words = text.split()
    for index, word in enumerate(words):
        is_remark = word[0] in "(\ue000" or word[-1] in ")\ue001"
        is_small = word.islower() and word not in JOINERS and word not in ("to", "in", "at", "on", "with")
        if index and is_small and not is_remark:
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
    if _SOMEBODY.match(segment):
        return ""
    at = segment.find(company.rstrip(".")) if company else -1
    kept = segment[:at] if at > 0 else segment
    kept = _WITH.split(kept, maxsplit=1)[0]
    words = kept.split()
    while at > 0 and len(words) > 1 and words[-1].islower() and words[-1].isalpha():
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
