"""Which names of organisations a domain bears: "st-brannocs" is St Brannoc's Hospital, "ch-vaubrun" the Centre
hospitalier de Vaubrun, "kaeserei-b" the Käserei Bütschwil.
"""

import re
from functools import lru_cache

from afterword import addresses
from afterword.model import Person
from afterword.understand import names
from afterword.understand.candidates import JOINERS, LEGAL, folded, names_a_business, people, squeezed
from afterword.understand.clues import Clues

_MAX_WORDS = 8
_MAX_LABEL = 63  # RFC 1035, 2.3.4
_AND = ("and", "und", "et", "en", "y", "e", "i", "og", "och")
_TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
# What domains have beside the name of the organisation: "acmehq", "acme-jobs".
_ADDED = re.compile(
    r"(?:the|get|go|try|join|hello|hi|we|my)?(?P<name>.+?)"
    r"(?:hq|app|inc|ltd|llc|plc|co|corp|gmbh|ag|kg|se|bv|nv|sa|sas|sl|srl|spa|oy|ab|group|gruppe|grupo|groupe|gruppo|"
    r"jobs?|careers?|karriere|hiring|talent|people|recruiting|hr|mail|online|web|team|labs?|tech|io|ai|"
    r"global|int|intl|international|uk|us|usa|eu|de|at|ch|fr|es|it|nl|be|pl|pt|br|jp)?"
)

# "getparsnip", "acmecareers": what the firm is called by itself
_BRAND = re.compile(
    r"(?:get|try|use|join|hello|weare)(?P<name>\w{4,}?)(?:hq|app)?|"
    r"(?P<also>\w{4,}?)(?:hq|app|jobs|careers|hiring|talent|recruiting|online)"
)
# A service that nobody lists gives its name away at the end: "Sent with Hirely", "Envoyé via Hirely".
_SENT_WITH = re.compile(
    r"^\W*(?:[^\W\d_]\w* ){0,3}?(?:sent|powered|scheduled|booked|verschickt|gesendet|versendet|envoyé|planifié|"
    r"enviado|programado|agendado|inviato|verzonden|verstuurd|wysłan[eoa]|wysłano) (?:with|via|by|through|using|mit|"
    r"über|durch|avec|par|con|mediante|por|com|tramite|da|met|door|przez|za pomocą) ([^\W\d_][\w.-]{2,30})\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def labels_of(clues: Clues) -> frozenset[str]:
    """The names that domains of the other side give, letters and digits alone: "acme" of "jane@acme.example"."""
    found: set[str] = set()
    for person in people(clues):
        domain = addresses.domain(person.email)
        if person.email is None or domain is None or clues.is_own(person.email):
            continue
        if any(addresses.same_organisation(domain, own) for own in clues.owner_domains):
            continue
        label = squeezed(addresses.organisation(domain) or "")
        # "acme@myworkday.example": an account of a service is often called by its company, as its display name says.
        local, display = squeezed(person.email.partition("@")[0]), squeezed(person.name or "")
        if addresses.is_service(domain) or _writes_for(clues, person, label):
            if len(local) > 3 and display.startswith(local):
                found.add(local)
        elif label:
            found.add(
                local if _is_account(clues, person, local) and not is_named_by(person.name or "", label) else label
            )
    found |= {core["name"] or core["also"] for label in found if (core := _BRAND.fullmatch(label)) is not None}
    return frozenset(label for label in found - services_of(clues) if 1 < len(label) <= _MAX_LABEL)


def _writes_for(clues: Clues, person: Person, label: str) -> bool:
    """Is this a machine called by another's name, which the message names: "Acme Care <no-reply@hirely.example>"?"""
    name = person.name or ""
    if person.email is None or not (addresses.is_automated(person.email) or addresses.is_shared(person.email)):
        return False
    if addresses.is_shared(person.email) and names.is_personal(name) and not names_a_business(clues, name):
        return False
    is_other = " " in name and not is_named_by(name, label) and (name in clues.text or name in clues.title)
    return is_other and not any(vocabulary.unit.fullmatch(name) for vocabulary in clues.vocabularies)


def services_of(clues: Clues) -> frozenset[str]:
    """What the text says that it was sent with, squeezed: no employer."""
    return frozenset(squeezed(match[1]) for match in _SENT_WITH.finditer(clues.text))


def _is_account(clues: Clues, person: Person, local: str) -> bool:
    """Is this address one of a company's at somebody else's service: "Acme Health <acmehealth@hirewell.example>"?"""
    name = person.name or ""
    if len(local) <= len(squeezed(name.partition(" ")[0])) or names.is_personal(name):
        return False
    if person.email is None or addresses.is_shared(person.email):
        return False
    is_unit = any(vocabulary.unit.fullmatch(name) for vocabulary in clues.vocabularies)
    return " " in name and not is_unit and is_named_by(name, local)


@lru_cache(maxsize=8192)
def is_named_by(name: str, label: str) -> bool:
    """Does the label of a domain bear this name, whole, shortened, or by its initials?"""
    spelled = squeezed(name)
    if len(spelled) < 2 or not label:
        return False
    if label in (spelled, squeezed(name.lower().translate(_TRANSCRIBED))):
        return True
    if len(label) > 3 and (spelled.startswith(label) or spelled.endswith(label)):
        return True
    formless = squeezed(re.sub(rf",? {LEGAL}$", "", name))
    if len(label) > 3 and formless != spelled and len(formless) > 1 and formless.endswith(label):
        return True
    bare = _ADDED.fullmatch(label)
    if len(spelled) > 3 and bare is not None and bare["name"] == spelled:
        return True
    if len(spelled) > 4 and label.startswith(spelled) and 5 * len(spelled) >= 3 * len(label):
        return True
    words = re.findall(r"[^\W_]+|&|\+", re.sub(r"['’.]", "", name.lower()))[:_MAX_WORDS]
    initials = "".join(folded(word)[0] for word in words if word not in JOINERS)
    return (len(initials) > 1 and initials == label) or _solid_letters(label, tuple(words)) > 0


def begins_a_label(clues: Clues, name: str) -> bool:
    """Does a label begin with the first word of the name, as "pembertonbakes" does with "Pemberton & Daughters"?"""
    first = squeezed(name.partition(" ")[0])
    return len(first) > 4 and any(
        label.startswith(first) and 2 * len(first) >= len(label) for label in labels_of(clues)
    )


def initials_of(name: str) -> str:
    """The first letters of the words of a name, little words left out, in capitals: "CMV"."""
    words = re.findall(r"\w+", folded(name))
    return "".join(word[0] for word in words if word not in JOINERS).upper()


def abbreviates(initials: str, name: str) -> bool:
    """Are these capitals the name's initials, or letters of it that begin its first and its last word: "SWQ"?"""
    words = [word for word in re.findall(r"\w+", folded(name)) if word not in JOINERS]
    if len(words) < 2 or not initials:
        return False
    letters = iter("".join(words))
    wanted = initials.lower()
    is_within = all(letter in letters for letter in wanted)
    return initials_of(name) == initials or (
        is_within and len(wanted) > 2 and words[0][0] == wanted[0] and words[-1][0] == wanted[-1]
    )


def _solid_letters(label: str, words: tuple[str, ...]) -> int:
    """How many letters of ``label`` are whole words or their beginnings, where words in this order make it; or 0.

    A word gives all of itself, three letters and more, or its first letter; one word may give nothing, and little ones.
    """
    if len(label) < 4 or len(words) < 2:
        return 0
    best = _made(label, words, left_out=1) or 0
    return best if best >= 4 and 5 * best >= 3 * len(label) else 0


def _made(label: str, words: tuple[str, ...], *, left_out: int) -> int | None:
    if not label:
        return 0
    if not words:
        return None
    word, rest = words[0], words[1:]
    is_free = word in JOINERS or word in _AND or len(word) == 1
    best: int | None = None
    if word in ("&", "+", *_AND):
        pieces = [joiner for joiner in _AND if label.startswith(joiner)] + [""]
        solid = dict.fromkeys(pieces, 0)
    else:
        solid = {}
        for spelling in {folded(word), folded(word.translate(_TRANSCRIBED))}:
            common = 0
            while common < min(len(spelling), len(label)) and spelling[common] == label[common]:
                common += 1
            solid |= {label[:size]: size for size in range(3, common + 1)}
            if common:
                solid.setdefault(label[:1], len(spelling) if len(spelling) < 3 and common == len(spelling) else 0)
            if len(spelling) == 2 and common == 2:
                solid[spelling] = 2
        if left_out or is_free:
            solid[""] = 0
    for piece, letters in solid.items():
        found = _made(label[len(piece) :], rest, left_out=left_out - (not piece and not is_free))
        if found is not None:
            best = max(best or 0, found + letters)
    return best
