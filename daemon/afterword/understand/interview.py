"""Is this event a job interview in which the owner is the candidate? A verdict, with reasons that a person can read.

Evidence is weighed: what the title says, whether the text speaks of a job and of a candidate, who sends it; and what
would make it something else. The weights are here, the words in ``vocabulary/invites``.
"""

import math
import re

from msgspec import Struct

from afterword import addresses
from afterword.model import Method, Person, Verdict
from afterword.understand import mentions, names
from afterword.understand.clues import Clues
from afterword.understand.employer import Employer
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.invites import Vocabulary

SURE_ABOVE = 1.9
UNSURE_ABOVE = 1.6

_TITLE_SURE, _TITLE_HIRING, _TITLE_LIKELY, _TITLE_WEAK = 3.0, 2.4, 2.0, 0.8
_ROLE, _CANDIDATE, _PROCESS, _NAMED_ROLE = 1.5, 1.8, 1.0, 1.0
_HIRING_MAILBOX, _INTERVIEWERS = 0.8, 0.5
_HIRING_SERVICE, _BOTH_IN_TITLE, _BOTH_FROM_SENDER, _OWNER_AND_COMPANY = 1.0, 1.0, 0.8, 0.8
_AS_ADVERTISED, _PASSED_ON = 0.8, 1.0
_IN_TITLE, _IN_TEXT = -4.5, -2.0
_NOTHING_ELSE = 0.5
_STRONG, _CONSIDERABLE = 4.5, 3.6
_OTHER_SIDE = -7.0

_AGAINST = {
    "interviewer": "speaks to an interviewer, not to the candidate",
    "perhaps_interviewer": "speaks of a candidate as of somebody else",
    "research": "is user research or a study",
    "practice": "is practice or preparation",
    "preparation": "is preparation, or what comes after",
    "media": "is for the press, a podcast or a broadcast",
    "event": "is a public event or a training",
    "gathering": "is a public event or a training",
    "plainly": "is plainly something else",
    "internal": "is a meeting among colleagues",
    "other": "is an appointment of another kind",
}
# In the text alone, these say as much as in the title.
_AS_STRONG_IN_TEXT = frozenset({"interviewer", "research", "perhaps_interviewer", "plainly"})
_SOFT = frozenset({"media", "event", "gathering", "internal", "other"})
_WEIGHTS = {"interviewer": _OTHER_SIDE, "perhaps_interviewer": -3.0, "plainly": -5.0}
_WEIGHTS_IN_TITLE = {"practice": _OTHER_SIDE, "preparation": _OTHER_SIDE}
# "To prepare for your interview", "a video conference": what candidates are told as well.
_TITLE_ONLY = frozenset({"preparation", "gathering"})
_OCCUPATION_LAST = frozenset({"en", "ja"})
_WHATEVER_NAMES = frozenset({"plainly"})  # told by names too: "Midstate Career Fair" is no employer

_ENTERTAINMENT = frozenset(
    "ChildrensEvent ComedyEvent DanceEvent ExhibitionEvent Festival FoodEvent LiteraryEvent MusicEvent SaleEvent "
    "ScreeningEvent SportsEvent TheaterEvent VisualArtsEvent".split()
)

_CANDIDATE_NAME = re.compile(
    r"(?:candidate|candidat|candidata|candidato|kandidat|kandidatin|kandidaat|kandydat|kandydatka|bewerber|bewerberin|"
    r"applicant|bewerber/in|kandidat/in|sollicitant|interviewee|応募者|候補者)(?:/?in|e)?\s*(?:name)?\s*[:\-–—\uff1a]?\s+"
    r"(?P<name>[^\W\d_][\w'’.-]*(?:,? [^\W\d_][\w'’.-]*){0,3})",
    re.IGNORECASE,
)


# As "Baker (m/f/d)" and "Diseñador/a" are.
_EVERY_GENDER = re.compile(
    r"\((?:[mwfdxhvkng]\s?[/|]\s?){1,3}[mwfdxhvkng]\)|\w{3,}[/](?:a|in|e|ra|trice)\b", re.IGNORECASE
)
_PASS_ON = re.compile(
    r"(?:your candidate|(?:ihr|dein)(?:e|en|em|er) (?:kandidat|bewerber)\w*|(?:votre|ton|ta) candidate?|"
    r"(?:tu|su) candidat[oa]|"
    r"(?:seu|sua|vosso|vossa) candidat[oa]|(?:tuo|tua|suo|sua) candidat[oa]|(?:jouw|je|uw) kandida\w+|"
    r"(?:twoje|twoj|pani|pana)\w* kandydat\w*)\b"
)
_THEIR_APPLICATION = re.compile(
    r"(?P<name>[A-Z]\w+(?: [A-Z]\w+)?)(?: has applied| applied|['’]s (?:CV|cv|resume|résumé|application|portfolio)\b)"
)


class Finding(Struct, frozen=True):
    """``confidence`` (0 to 1) is that of the verdict; ``reasons`` are sentences, the weightiest first."""

    verdict: Verdict
    confidence: float
    reasons: tuple[str, ...]


class _Evidence(Struct, frozen=True):
    """``quote`` is the phrase itself, where there is one."""

    weight: float
    reason: str
    quote: str = ""


def judged(clues: Clues, employer: Employer) -> Finding:
    """The verdict over an event, given the company and the role that were found in it."""
    evidence = _for(clues, employer)
    against = _against(clues, employer, strength=sum(item.weight for item in evidence))
    if not against and mentions.names_interviewers(clues):
        # Where it may be something else, somebody is there as well.
        evidence.append(_Evidence(_INTERVIEWERS, "it says who will be there"))
    evidence += against
    score = sum(item.weight for item in evidence)
    doubted = clues.perhaps_owner is not None or _is_title_alone(clues, employer, evidence)
    if score >= SURE_ABOVE and doubted:
        verdict, distance = Verdict.UNSURE, 0.0
    elif score >= SURE_ABOVE:
        verdict, distance = Verdict.INTERVIEW, score - SURE_ABOVE
    elif score >= UNSURE_ABOVE:
        verdict, distance = Verdict.UNSURE, 0.0
    else:
        verdict, distance = Verdict.NOT_INTERVIEW, UNSURE_ABOVE - score
    confidence = 0.5 if verdict is Verdict.UNSURE else round(1 - 0.3 * math.exp(-0.6 * distance), 2)
    weighty = sorted(evidence, key=lambda item: -abs(item.weight))
    reasons = tuple(item.reason for item in weighty) or ("nothing in it speaks of a job interview",)
    if clues.perhaps_owner is not None:
        reasons = ("somebody of the owner's own organisation is in it, who may be the owner", *reasons)
    return Finding(verdict, confidence, reasons)


def _is_title_alone(clues: Clues, employer: Employer, evidence: list[_Evidence]) -> bool:
    """Is a stage or a number all there is ("Final round", "Second talk"), with no word of hiring and no company?"""
    if sum(item.weight >= 0.8 for item in evidence) > 1:
        return False
    if any(vocabulary.hiring.search(clues.plain_title) for vocabulary in clues.vocabularies):
        return False
    return not (employer.company_is_sure and (employer.company or "") in clues.title) and not _holds_owner(clues)


def _for(clues: Clues, employer: Employer) -> list[_Evidence]:
    found = []
    title = _in_title(clues)
    if title is not None:
        found.append(title)
        if title.weight >= _TITLE_LIKELY and _is_company_and(title.quote, clues, employer):
            found.append(_Evidence(_NOTHING_ELSE, "and beside it nothing but the company that sends it"))
    for name, weight, says in (
        ("role", _ROLE, "the text is about a job"),
        ("candidate", _CANDIDATE, "it speaks to the candidate"),
        ("process", _PROCESS, "it speaks of a hiring process"),
    ):
        # The word of the title tells nothing new where the text repeats it.
        quote = _first(clues, name, but_not=title.quote if title and name != "role" else "")
        if quote is not None:
            found.append(_Evidence(weight, f"{says}: “{quote}”"))
    if employer.role is not None:
        headed = any(vocabulary.heads.search(employer.role) for vocabulary in clues.vocabularies)
        weight = _NAMED_ROLE if employer.role_is_sure or headed else _NAMED_ROLE / 2
        found.append(_Evidence(weight, f"a role is named: “{employer.role}”"))
        named = employer.company_is_sure and (employer.company or "") in clues.title
        if employer.role in clues.title and _EVERY_GENDER.search(clues.title):
            found.append(_Evidence(_AS_ADVERTISED, "the role is written as advertisements write it"))
        if _names_all(clues, employer):
            found.append(_Evidence(2 * _BOTH_IN_TITLE, "the title names the role, the company and the owner"))
        elif employer.role in clues.title and (named or (_holds_owner(clues) and not _is_booked(clues, employer))):
            found.append(_Evidence(_BOTH_IN_TITLE, "the title names the role, and the company or the owner"))
        if employer.role_is_sure and employer.company_is_sure:
            found.append(_Evidence(_BOTH_FROM_SENDER, "a role at the company that sends it"))
    elif _names_both_sides(clues, employer):
        found.append(_Evidence(_OWNER_AND_COMPANY, "the title names the owner and the company"))
    if _passes_on(clues):
        found.append(_Evidence(_PASSED_ON, "one who was invited passes it on to the owner, their candidate"))
    if _is_candidate(clues):
        found.append(_Evidence(_CANDIDATE, "it names the owner as the candidate"))
    senders = [clues.envelope.sender.email, clues.event.organizer.person.email if clues.event.organizer else None]
    if any(addresses.is_hiring_service(addresses.domain(email)) for email in senders):
        found.append(_Evidence(_HIRING_SERVICE, "a hiring service sent it"))
    elif any(email and addresses.is_hiring_mailbox(email) for email in senders):
        found.append(_Evidence(_HIRING_MAILBOX, "a mailbox for applicants sent it"))
    return found


def _is_booked(clues: Clues, employer: Employer) -> bool:
    """Is the role in what a booking page is called only: "Tax Adviser"? Whoever books a talk there is in its title."""
    summary = clues.event.summary or ""
    return (
        bool(summary) and (employer.role or "") not in summary and (employer.role or "") not in clues.envelope.subject
    )


def _passes_on(clues: Clues) -> bool:
    """Was not the owner invited but the sender, whom it asks to tell "your candidate"?"""
    sender = clues.envelope.sender.email
    invited = {attendee.person.email for attendee in clues.event.attendees}
    if sender not in invited or any(clues.is_own(email) for email in invited):
        return False
    organizer = clues.organizer.person.email if clues.organizer else None
    return organizer is not None and organizer != sender and _PASS_ON.search(clues.plain_text) is not None


def _is_company_and(phrase: str, clues: Clues, employer: Employer) -> bool:
    """Is the title this phrase and the name of the sender's company, and nothing else but perhaps the owner's name?"""
    if not employer.company_is_sure or (employer.company or "") not in clues.title:
        return False
    rest = clues.plain_title.replace(phrase, " ").replace(plain(employer.company or ""), " ")
    return names.name_words(_words_of(rest)) <= clues.owner_names


def _names_all(clues: Clues, employer: Employer) -> bool:
    """Does the title hold the owner, the company and the role?"""
    if employer.role is None or employer.role not in clues.title:
        return False
    whole = _holds_owner(clues) and employer.company is not None and employer.company in clues.title
    return whole or _names_both_sides(clues, employer)


def _names_both_sides(clues: Clues, employer: Employer) -> bool:
    """Does the title hold the company and a part of the owner's name: "Sam + Acme"?"""
    if not employer.company_is_sure or (employer.company or "") not in clues.title:
        return False
    return bool(clues.owner_names & names.name_words(_words_of(clues.title)))


def _is_candidate(clues: Clues) -> bool:
    """Is the owner called the candidate, by name: "Candidate: Sam Rivera", "interview with candidate S. Rivera"?"""
    named = (match["name"] for text in (clues.title, clues.text) for match in _CANDIDATE_NAME.finditer(text))
    return any(_is_owners(name, clues) for name in named)


def _is_owners(name: str, clues: Clues) -> bool:
    return bool(names.name_words(name) & clues.owner_names)


def _holds_owner(clues: Clues) -> bool:
    """Does the title hold the owner's full name?"""
    return len(clues.owner_names) > 1 and clues.owner_names <= names.name_words(_words_of(clues.title))


def _words_of(title: str) -> str:
    return title.translate(str.maketrans("()|:-–—/<>", "          "))


def _in_title(clues: Clues) -> _Evidence | None:
    for name, weight, says in (
        ("sure", _TITLE_SURE, "the title names a job interview"),
        ("likely", _TITLE_LIKELY, "the title speaks of an interview"),
        ("weak", _TITLE_WEAK, "the title speaks of a talk"),
    ):
        for vocabulary in clues.vocabularies:
            match = _pattern(vocabulary, name).search(clues.plain_title)
            if match is not None:
                if weight == _TITLE_LIKELY and vocabulary.hiring.search(match[0]):
                    weight = _TITLE_HIRING
                return _Evidence(weight, f"{says}: “{match[0]}”", match[0])
    return None


def _first(clues: Clues, name: str, but_not: str = "") -> str | None:
    """What the first match of a list says; ``but_not`` is a text whose words do not count."""
    for vocabulary in clues.vocabularies:
        for text in (clues.plain_text, clues.plain_title):
            for match in _pattern(vocabulary, name).finditer(text):
                if not but_not or match[0] not in but_not:
                    return match[0][:80]
    return None


def _pattern(vocabulary: Vocabulary, name: str) -> re.Pattern[str]:
    found = getattr(vocabulary, name)
    assert isinstance(found, re.Pattern)
    return found


def _against(clues: Clues, employer: Employer, strength: float) -> list[_Evidence]:
    found: list[_Evidence] = []
    title, text = _without_names(clues, employer)
    # A job at a hospital or a school brings their words along: where much speaks of a job, and to its candidate, what
    # else it sounds like counts for less, and only once.
    of_a_job = _first(clues, "role") is not None or (employer.role_is_sure and employer.company_is_sure)
    addresses_candidate = _first(clues, "candidate") is not None
    applies = of_a_job and addresses_candidate
    strongly = of_a_job and strength >= _STRONG
    is_candidate = _is_candidate(clues)
    soft: list[_Evidence] = []
    for kind, says in _AGAINST.items():
        if kind == "perhaps_interviewer" and is_candidate:
            continue  # the candidate of whom it speaks is the owner
        whole = kind in _WHATEVER_NAMES
        of_title = clues.plain_title if whole else title
        if kind in _TITLE_ONLY and of_a_job and employer.company:
            of_title = of_title.replace(plain(employer.company), "…")  # "Ateliers Montclar" holds no workshop
        evidence = _kind_against(clues, kind, says, of_title, clues.plain_text if whole else text)
        if evidence is None:
            continue
        if kind in _SOFT:
            enough = strength >= _CONSIDERABLE or addresses_candidate
            considerable = enough and evidence.weight == _IN_TEXT
            # "Kim Okoye <> Acme - baker" is about a job, and "once the lunch rush is over" says when.
            by_the_way = (evidence.weight == _IN_TEXT and _names_all(clues, employer)) or (
                addresses_candidate and _holds_owner(clues)
            )
            part = 3 if by_the_way or (strongly and kind == "other") else 2 if applies or considerable else 1
            soft.append(_Evidence(evidence.weight / part, evidence.reason))
        else:
            found.append(evidence)
    if soft:
        found.append(min(soft, key=lambda evidence: evidence.weight))
    stranger = _other_candidate(clues)
    if stranger is not None:
        found.append(_Evidence(-6.0, f"the candidate is somebody else: “{stranger}”"))
    event = clues.event
    theirs = event.method not in (Method.REPLY, Method.COUNTER, Method.REFRESH)
    if event.organizer is not None and clues.is_own(event.organizer.person.email) and theirs:
        found.append(_Evidence(-4.0, "the owner organizes it"))
    elif clues.colleagues and clues.perhaps_owner is None:
        found.append(_Evidence(-3.5, "people of the owner's own organisation are in it"))
    elif _sent_by_own_organisation(clues):
        found.append(_Evidence(-3.0, "the owner's own organisation sends it"))
    if event.product.startswith("schema.org ") and event.product.rpartition(" ")[2] in _ENTERTAINMENT:
        found.append(_Evidence(-7.0, f"it is marked up as a {event.product.rpartition(' ')[2]}"))
    return found


def _sent_by_own_organisation(clues: Clues) -> bool:
    """Does a service write in the name of the owner's organisation ("Example Org Interviews")?"""
    organizer = clues.event.organizer.person if clues.event.organizer else Person()
    labels = {label for domain in clues.owner_domains if (label := addresses.organisation(domain))}
    return any(
        addresses.is_service(addresses.domain(person.email))
        and (person.name or "").casefold().replace(" ", "").startswith(label)
        for person in (organizer, clues.envelope.sender)
        for label in labels
        if len(label) > 3
    )


def _kind_against(clues: Clues, kind: str, says: str, title: str, text: str) -> _Evidence | None:
    for vocabulary in clues.vocabularies:
        for name, pattern in vocabulary.against:
            if name != kind:
                continue
            in_title = pattern.search(title)
            if in_title is not None:
                weight = _WEIGHTS_IN_TITLE.get(kind, _WEIGHTS.get(kind, _IN_TITLE))
                return _Evidence(weight, f"it {says}: “{in_title[0][:80]}” in the title")
            in_text = None if kind in _TITLE_ONLY else pattern.search(text)
            if in_text is not None:
                weight = _WEIGHTS.get(kind, _IN_TITLE) if kind in _AS_STRONG_IN_TEXT else _IN_TEXT
                return _Evidence(weight, f"it {says}: “{in_text[0][:80]}”")
    return None


def _without_names(clues: Clues, employer: Employer) -> tuple[str, str]:
    """Title and text without company and role: one can interview for a Training Manager at Southern Press."""
    known = [employer.company if employer.company_is_sure else None, employer.role if employer.role_is_sure else None]
    if employer.role is not None and not employer.role_is_sure and _is_one_occupation(employer.role, clues):
        known.append(employer.role)
    elif employer.role is not None and not employer.role_is_sure:
        # What stands beside the word for the occupation may well say that it is no job: "parents and teacher".
        # ("Parent-teacher" is one word of two.)
        occupations = (match[0] for v in clues.vocabularies if v.spaced for match in v.heads.finditer(employer.role))
        known += [word for word in occupations if f"-{word}" not in employer.role]
    title, text = clues.plain_title, clues.plain_text
    for name in known:
        if name:
            title, text = (one.replace(plain(name), "…") for one in (title, text))
    return title, text


def _is_one_occupation(role: str, clues: Clues) -> bool:
    """Does it begin or end with an occupation, and is nothing else but that occupation's own: "Press Officer"?"""
    words = plain(role).split()
    if not 1 < len(words) < 6 or any(v.joiners.fullmatch(word) for v in clues.vocabularies for word in words):
        return False
    if any(pattern.fullmatch(plain(role)) for v in clues.vocabularies for _, pattern in v.against):
        return False  # "professeur principal"
    return any(
        v.heads.fullmatch(words[-1]) or (v.language not in _OCCUPATION_LAST and v.heads.fullmatch(words[0]))
        for v in clues.vocabularies
    )


def _other_candidate(clues: Clues) -> str | None:
    """The name after "Candidate:", or of whom it is said to have applied, where it is not the owner's."""
    for text in (clues.title, clues.text):
        for match in (*_CANDIDATE_NAME.finditer(text), *_THEIR_APPLICATION.finditer(text)):
            words = [
                word for word in match["name"].replace(",", " ").split() if word[:1].isupper() or not word.isascii()
            ]
            name = " ".join(words)
            if words and match["name"][:1].isupper() and names.is_personal(name):
                known = names.name_words(name)
                if known and clues.owner_names and not known & clues.owner_names:
                    return name
    return None
