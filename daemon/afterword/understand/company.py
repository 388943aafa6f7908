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
    JAPANESE_FORM,
    LEGAL,
    MAX_NAME,
    Tally,
    folded,
    is_a_person,
    is_headed,
    is_said,
    lines,
    names_a_business,
    overlapping,
    people,
    segments,
    segments_of_text,
    squeezed,
)
from afterword.understand.client import behalf_of, client_of
from afterword.understand.clues import Clues
from afterword.understand.firm import (
    Parties,
    bare,
    bodies,
    named_after,
    names_a_body,
    parties,
    windows,
    with_legal_form,
)
from afterword.understand.labels import abbreviates, begins_a_label, is_named_by, labels_of
from afterword.understand.occupation import held_together, is_an_occupation, released
from afterword.understand.signature import Place, names_alone

_CLIENT = 20.0  # an agency writes for its client, which its own domain does not name
_AT_LEAST = 1.9
_MAX_LOCATION = 300
_ALONE = {Place.AMONG_LINES: 1.1, Place.PART_OF_A_LINE: 1.5, Place.LETTERHEAD: 1.9, Place.SIGNATURE: 1.9}
_WHOLE_AND_CONFIRMED = 1.2
_LEGAL_FORM = re.compile(rf"(?<!\w){LEGAL}|株式会社|合同会社|有限会社")
_ENDS_IN_A_POINT = re.compile(
    r"(?:\bz o\.o|\bS\.r\.l|\bS\.p\.A|\bS\.L|\bS\.A|\bB\.V|\bN\.V|\be\.V|\be\.K|\be\.G|\bLda|\bLtda)$"
)
_ABBREVIATED = re.compile(r"\b(?:Co|Inc|Ltd|Corp|Bros)$")
_JAPANESE_FIRM = re.compile(
    rf"{JAPANESE_FORM}(?:(?!様|さま|との|の(?:人事|採用|面接|選考|担当|求人|募集|ポジション|[一-龥]{{1,4}}(?:です|と申)|"
    r"[一-龥ァ-ヶー]{0,6}(?:長|役|担当|[一-龥]員|者|部|課|マネージャー|リーダー)))"
    r"[^\s、。・「」【】\uff08\uff09\uff0f\uff5c|でにをがは]){1,20}|"
    # "面接官は有限会社...": behind a particle the form begins the next name
    r"[^\s、。・「」【】\uff08\uff09\uff0f\uff1a:\uff5c|]{1,20}(?<![はがのをにでとへ])(?:株式会社|合同会社|有限会社)"
)
_BEFORE_A_JAPANESE_FIRM = re.compile(
    r"^.{0,16}(?:(?:弊社|当社|クライアント|応募先|求人企業|求人元|紹介先|面接先|勤務先|顧客|取引先)(?:企業|様)?の|"
    r"[一-龥ァ-ヶー][はがを](?=..))(?=.{2})"
)
_INTRODUCES_ONESELF = re.compile(
    r"(?:^|[\s。、])([^\s。、]{2,20})の[^\s。、の]{1,8}(?: ?[^\s。、の]{1,6})?(?:です|と申します)"
)
_IS_WE = re.compile(r"(?:^|[。、\uff01])\s*(?:こちら)?([^\s。、]{2,20}?)(?:です|でございます|と申します|より)")
_LABELLED = re.compile(
    r"^\W*(?:company|employer|organi[sz]ation|client|unternehmen|firma|arbeitgeber(?:in)?|betrieb|société|entreprise|"
    r"employeur|organisme|établissement|empresa|empleador|entidad|entidade|empregador|bedrijf|werkgever|organisatie|"
    r"azienda|società|ente|datore di lavoro|pracodawca|spółka|会社名|企業名|法人名|会社)\s*[:\uff1a]\s*"
    r"(?P<name>\S.{1,70})$",
    re.IGNORECASE,
)
_FIRM_WORD = re.compile(
    r"^(?:(?:the|la|le|el|il|die|der|das|de|het)\s+|l['’])?(?:company|société|entreprise|groupe|firma|empresa|compañía|"
    r"azienda|società|bedrijf|firm[aąęy]|spółk\w+)\s+(?=[^\W\d_a-z])"
)
_SIGNED = re.compile(
    r"(?:^|[.!?,;:–-]\s+)(?:[^\W\d_]+ )?(?P<who>[^\W\d_]\w+)(?: [^\W\d_]\w+)? (?:here )?"
    r"(?:of|from|at|von|vom|de|du|da|do|di|del|della|van|bij|bei|chez|presso|z|ze) (?P<firm>[^.,!?;:]{2,50})\W*$"
)
# "Pemberton & Daughters"
_FAMILY_FIRM = re.compile(
    r"\s(?:(?:&|and|und|et|y|e|i|en) (?:sons?|daughters?|brothers?|sisters?|co|company|partners?|associates?|söhne|"
    r"sohn|töchter|tochter|partner\w*|fils|filles?|frères|associés|hij[oa]s?|hermanos|asociados|filh[oa]s?|irmãos|associados|"
    r"figli[oae]?|fratelli|soci|associati|zonen|zoon|dochters|syn(?:owie)?|córk\w+|wspólnicy)|brothers|bros|frères|hermanos|irmãos)\.?$",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"様|さま|との|にて|から|より|では|[のでがはに]")
_IS_A_ROOM = re.compile(r"(?:room|zaal|lokaal|salle|sala|aula|raum|saal|zimmer|pokój|sali)\s+\w{1,3}\d*", re.IGNORECASE)
# What forms and titles call things by: no company is called so.
_OF_A_FORM = re.compile(
    r"(?:full |first |last |event |company |your )?name|nom|nombre|nome|naam|vorname|nachname|imię|nazwisko|prénom|"
    r"clients?|clientes?|clienti|kunden?|klanten?|klien[ct]i?|(?:the |our )?client (?:meeting|visit|call)|kundentermin|"
    r"position|role|job|event|topic|subject|email|e-mail|phone|guests?|invitees?|questions?|notes?|"
    r"(?:head ?quarters|hq)(?:-[\w-]+)?|お名前|氏名|名前|会社名|クライアント",
    re.IGNORECASE,
)
_IS_A_TIME = re.compile(
    r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|^\d|^\w{2,4}\.?,? (?:\w{3,5}\.? \d{1,2}|\d{1,2}\.? \w{3,5})\.?$"
)
_OF_A_MACHINE = re.compile(r"mail|hire|hiring|recruit|jobs|career|talent|notif|hcm|calendar")


def company_of(clues: Clues) -> str | None:
    """The company; None where the message names none."""
    tally, in_title = Tally(), Tally()
    known = parties(clues)
    title_tells = any(is_headed(clues, piece) for piece in segments(clues, clues.title, small=True))
    for line, is_title in lines(clues):
        for name, weight in _told_in(clues, line):
            _add(tally, known, name, weight)
            if is_title:
                _add(in_title, known, name, 1.0)
        for name in _signed_as_of(known, line):
            _add(tally, known, name, 2.0)
        for name in behalf_of(known, line):
            _add(tally, known, name, _CLIENT)
        held = held_together(line, lambda text: is_headed(clues, text)) if is_title else line
        for segment in segments(clues, held) if is_title else segments_of_text(clues, line):
            _add(tally, known, segment, _weight_of_segment(clues, segment, in_title=is_title))
            if is_title and segment != clues.title:
                _add(in_title, known, segment, 1.0)
                if title_tells and begins_a_label(clues, segment):
                    _add(tally, known, segment, 1.9)
        for window in windows(known, line):
            _add(tally, known, window, 0.5)
        for name in bodies(clues, line):
            _add(tally, known, name, 0.5)
    for window in windows(known, clues.event.location[:_MAX_LOCATION]):
        _add(tally, known, window, 0.4)
    for display in _displays(clues):
        if not display[:1].islower() or known.confirm(display):
            _add(tally, known, display, 2.8 if _is_firm(clues, display) else 2.0)
    for alone in names_alone(clues, known.confirm):
        weight = _ALONE[alone.place] + (1.2 if _is_firm(clues, alone.name) else 0.0)
        _add(tally, known, alone.name, weight, whole=alone.place is not Place.PART_OF_A_LINE)
    found = tally.best(_AT_LEAST, by_end=True)
    if found is None:
        return None
    if tally.weight(found) < _CLIENT:
        found = client_of(known, tally, in_title, found) or found
    return with_legal_form(clues, _with_point(clues, _written_out(tally, _whole_house(known, tally, found))))


def company_by_domain(clues: Clues) -> str | None:
    """What the domain of who invites lets one guess, where nothing names the company: "Harrowgate"."""
    person = clues.organizer.person if clues.organizer else clues.envelope.sender
    label = addresses.organisation(addresses.domain(person.email)) or ""
    if clues.is_own(person.email) or squeezed(label) not in labels_of(clues) or _OF_A_MACHINE.search(label):
        return None
    if len(label) < 5 or not re.fullmatch(r"(?!xn--)[^\W\d_]{3,}(?:-[^\W\d_]{3,})*", label):
        return None
    written = re.search(rf"(?<![\w@.-]){re.escape(label)}(?![\w-]|\.\w)", clues.text, re.IGNORECASE)
    return written[0] if written else " ".join(word[:1].upper() + word[1:] for word in label.split("-"))


def _told_in(clues: Clues, line: str) -> Iterator[tuple[str, float]]:
    """Names that words before them call a company, with their weights."""
    for vocabulary in clues.vocabularies:
        for pattern, weight in (
            (vocabulary.company_client, _CLIENT),
            (vocabulary.company_sure_before, 2.0),
            (vocabulary.company_before, 1.0),
        ):
            for match in overlapping(pattern, line):
                rest = line[match.end() :]
                if not vocabulary.spaced:
                    rest = _PARTICLE.split(rest, maxsplit=1)[0]
                name = named_after(_FIRM_WORD.sub("", rest.lstrip(" ,(:")) if weight == _CLIENT else rest)
                if name:
                    yield name, max(weight, 1.9) if names_a_body(clues, name) else weight
    if (labelled := _LABELLED.match(line)) is not None:
        yield labelled["name"].strip(), 3.0
    for match in _JAPANESE_FIRM.finditer(line):
        yield _BEFORE_A_JAPANESE_FIRM.sub("", match[0]), 2.4
    for match in _IS_WE.finditer(line):
        if names.is_firm(match[1]):
            yield match[1], 2.4
    for match in _INTRODUCES_ONESELF.finditer(line):
        yield match[1], 2.0


def _signed_as_of(known: Parties, line: str) -> Iterator[str]:
    """The firm behind somebody's first name, as some write it, all small: "See you, Pippo of gelateria nevischio"."""
    found = _SIGNED.search(line)
    if found is not None and known.confirm(found["firm"]):
        who = found["who"]
        if folded(who) in known.words or names.starts_given(who):
            yield found["firm"]


def _begins_with_a_talk(clues: Clues, name: str) -> bool:
    """Is its first word one for the talk itself: "Gespräch Käserei"?"""
    first = name.partition(" ")[0].lower()
    return first != name.lower() and any(
        one.fullmatch(first) for v in clues.vocabularies for one in (v.sure, v.likely, v.weak)
    )


def _is_firm(clues: Clues, name: str, *, recurs: bool = False) -> bool:
    """Do its own words say that it is a firm: a legal form, "& Sons", a kind of business?

    With ``recurs``, a kind of business says so only of what the text, or who writes, calls so too.
    """
    if _LEGAL_FORM.search(name) or _FAMILY_FIRM.search(name) or names.is_firm(name):
        return True
    if recurs and name not in clues.text and not any(name in (person.name or "") for person in people(clues)):
        return False
    return names_a_business(clues, name)


def _weight_of_segment(clues: Clues, segment: str, *, in_title: bool) -> float:
    weight = 0.9 if in_title else 0.3
    if _is_firm(clues, segment, recurs=True):
        weight += 1.2
    # Scripts without capitals show no names; what the title sets apart and the text repeats is one.
    if in_title and not segment.isascii() and clues.language == "ja" and segment in clues.text:
        weight += 1.0
    return weight


def _add(tally: Tally, known: Parties, name: str, weight: float, *, whole: bool = False) -> None:
    """``whole``: the name stands alone, or is all that a sender is called by."""
    clues = known.clues
    name = bare(known, released(name))
    if not 1 < len(name) <= MAX_NAME or clues.names_owner(name) or name.isdecimal() or "@" in name:
        return
    if squeezed(name) in known.services:
        return
    confirmed = known.confirm(name)
    if not confirmed:
        if (
            _IS_A_TIME.search(name)
            or _IS_A_ROOM.fullmatch(name)
            or _OF_A_FORM.fullmatch(name)
            or _begins_with_a_talk(clues, name)
            or any(is_said(vocabulary, name) or vocabulary.unit.fullmatch(name) for vocabulary in clues.vocabularies)
        ):
            return
        if is_an_occupation(clues, name):
            return
        if is_a_person(clues, name):
            return
    elif known.is_of_the_family(name):
        return
    name += "." if _ENDS_IN_A_POINT.search(name) else ""
    tally.add(name, weight + (CONFIRMED + (_WHOLE_AND_CONFIRMED if whole else 0.0) if confirmed else 0.0), whole=whole)


def _whole_house(known: Parties, tally: Tally, found: str) -> str:
    """The name of the house where ``found`` is but its place: "Przedszkole nr 4 w Rudnie" for "Rudnie"."""
    is_confirmed = known.confirm(found)
    ending = (f" {found.casefold()}", f"'{found.casefold()}", f"’{found.casefold()}")
    houses = (
        name
        for name in tally.written.values()
        if name.casefold().endswith(ending)
        and any(
            v.institution.match(name) or (v.business.match(name) and not is_confirmed) for v in known.clues.vocabularies
        )
    )
    return next(houses, found)


def _written_out(tally: Tally, found: str) -> str:
    """The whole name where ``found`` is its initials: "Câmara Municipal de Vilarinho" for "CMV"."""
    if not (found.isupper() and found.isalpha() and 2 <= len(found) <= 6):
        return found
    whole = [name for name in tally.written.values() if abbreviates(found, name)]
    return whole[0] if whole else found


def _with_point(clues: Clues, name: str) -> str:
    """The name with the point of "Co." where that is no full stop: in a title, before a comma, in a signature."""
    if not _ABBREVIATED.search(name):
        return name
    signed = re.search(rf"(?:^|[,|–-]\s*){re.escape(name)}\.\s*$", clues.text, re.MULTILINE)
    if name.endswith("& Co") and f"{name}." in clues.text:
        return f"{name}."
    return f"{name}." if f"{name}." in clues.title or f"{name}.," in clues.text or signed else name


def _displays(clues: Clues) -> Iterator[str]:
    """Companies in display names: "Talent @ Acme", "Doe, Jane (Acme)", "Acme Robotics Recruiting"."""
    for person in people(clues):
        name = person.name or ""
        if not name or clues.is_own(person.email):
            continue
        for match in re.finditer(
            r"\(([^()]{2,60})\)|\s(?:@|\||[-–—·•/]|at|from|bei|chez|via|bij|presso)\s+(?=[^\W\d_])(.{2,60})$", name
        ):
            is_service = re.match(r"\s+via\s", match[0]) and not names.is_personal(name[: match.start()])
            if not is_service:  # "The Copper Pot via Hirely"
                yield (match[1] or match[2]).strip()
        shared = person.email is not None and addresses.is_shared(person.email)
        label = addresses.organisation(addresses.domain(person.email)) or ""
        if (
            not names.is_personal(name)
            or names_a_business(clues, name)
            or _LEGAL_FORM.search(name)
            or (person.email and addresses.is_automated(person.email))
            or (shared and label and is_named_by(name, squeezed(label)))
        ):
            yield re.sub(r"\s*(?:@|\||[-–—·•]|\bvia)\s.*$|\(.*?\)", "", name)
