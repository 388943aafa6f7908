"""The name of a role in its fullest plain form: how far it reaches, and what stands beside it that is no part of it.

"Veterinary Technician, Overnight" and "Charge Nurse (Nights)" are whole roles; "(m/w/d)", "H/F", "80-100 %",
"(Grade 9)", a reference number, hours and kinds of contract are not part of one. "Staff Nurse (Band 5)" and "Analyst
(L3)" are: by the band such jobs are told apart.
"""

import re
from collections.abc import Callable, Collection

from msgspec import Struct

from afterword.understand import names
from afterword.understand.candidates import ENDS, JAPANESE_FORM, folded
from afterword.understand.clues import Clues
from afterword.understand.vocabulary.invites import Vocabulary

_MARK = r"(?:[mwfdxhnvkdig]|gn)"
_MARKS = rf"{_MARK}(?:\s*[/|*:]\s*{_MARK}){{1,4}}"
_SHARE = r"(?:ca\. ?)?\d{1,3}(?:\s*[-–]\s*\d{1,3})?\s*(?:%|prozent|percent|procent|por ciento|pct)"
_REFERENCE = (
    r"(?:ref|réf|rif|réf[ée]rence|refer[eê]ncia|referentie|riferimento|req|requisition|job|id|nr|no|n[º°]|kennziffer|"
    r"kennz|kennzahl|kennwort|chiffre|inserat|aktenzeichen|az|gz|stellennummer|vacature|vacaturenummer|stelle|vaga|edital|"
    r"aviso|expediente|concurso|concorso|znak|sygnatura|kod|code|nummer|numer|oferta)\b[\w .]{0,12}[.:#]?\s*\S*\d\S*"
)
_NO_PART = (
    rf"{_MARKS}|{_MARK}(?:\s*,\s*{_MARK}){{1,3}}|all genders?|alle geschlechter|divers|gn\*?|h\s*-\s*f|"
    # how much, for how long, and where
    rf"{_SHARE}[^()]*|"
    r"\d{1,2}(?:[-–/]\d{1,2})?\s*(?:h|hrs?|hours?|stunden|std\.?|uur|heures|horas|ore|godzin\w*)\b[^()]*|"
    r"\d+[.,]?\d*\s*(?:fte|etp|vzä|etat\w*)|"
    r"\d+[- ]?(?:month|week|mois|monat|mes|mês|maand|mies|wochen|semanas)\w*[^()]*|"
    r"(?:full|part)[- ]time[^()]*|(?:voll|teil)zeit[^()]*|temps (?:plein|partiel)|tiempo completo|"
    r"jornada (?:completa|parcial)|tempo (?:integral|parcial|pieno|indeterminato|determinato)|pełny etat|.{0,4}etatu?|"
    r"voltijds?|deeltijds?|fulltime|parttime|"
    r"(?:un)?befristet[^()]*|permanent|fixed[- ]term[^()]*|temporary|contract|freelance|cdi|cdd[^()]*|"
    r"(?:maternity|paternity|parental leave|sickness) cover|\w*vertretung|remplacement.*|sustitución.*|substituição.*|"
    r"sostituzione.*|\w*vervanging|zastępstwo.*|"
    r"remote|hybrid|on-?site|home ?office|télétravail|teletrabajo|remoto|híbrido|zdalnie|zdalna|"
    r"[^()]*(?:社員|職員|パート|アルバイト|嘱託|派遣)|"
    r"(?:client|employer|kunde|cliente?|klient) \w+|(?:strictly )?confidential|vertraulich|"
    r"confidentiel|confidencial|riservat[ao]|"
    # grade, reference, beginning
    r"(?:(?:pay )?grade|pay band|scale|salary|entgeltgruppe|besoldungsgruppe|eg|schaal|cat\.?|catégorie|categoría|"
    r"categoria|grupo|gruppe|livello|nível|poziom|klasse)\b[^()]*\d[^()]*|[ae] ?\d{1,2}[a-c]?|"
    r"[^()]*\b(?:tvöd|tv-l)\b[^()]*|"
    rf"{_REFERENCE}|#?\d[\d/.-]*|[A-Z]{{1,5}}[-/]\d[\w/-]*|"
    r"(?:start|ab|from|à partir|desde|dal|vanaf|od)\b[^()]*"
)
_ASIDE = re.compile(rf"\s*[(\[\uff08](?:{_NO_PART})[)\]\uff09]", re.IGNORECASE)
_BESIDE = re.compile(
    rf"(?:\s+|\s*[,/|–-]\s*)(?:{_MARKS}|all genders?|{_SHARE}|#\w*-?\d+|(?:19|20)\d\d(?:/\d\d)?|"
    r"in (?:teil|voll)zeit|en (?:cdi|cdd|alternance)|a tempo (?:pieno|parziale)|(?:full|part)[- ]time|"
    r"(?:ref|réf|rif|req|kennziffer|job id)\b\.?[\w .]{0,6}[.:#]?\s*\S*\d\S*)\s*$",
    re.IGNORECASE,
)
_CONTRACT_BEFORE = re.compile(r"^(?:CDI|CDD|[Ii]ntérim|[Pp]art-time|[Ff]ull-time)\s*[-–:]?\s+(?=\w)")
_NUMBER_BEFORE = re.compile(
    r"^(?:(?:ref|réf|rif|req|requisition|job|nr|no|id|kennziffer)\b[.:# ]*)?"
    r"[#(\[]?[A-Z]{0,5}[-_/]?\d{2,}[\d/_-]*[)\]]?\s*[-–—:|)\]]\s*(?=[^\W\d_])",
    re.IGNORECASE,
)
_GRADE_BEFORE = re.compile(
    r"^(?:(?:pay )?(?:band|grade)|entgeltgruppe|besoldungsgruppe|eg|schaal|categor[íi]a|catégorie|categoria|kategorii)"
    r" (?:[A-Z]?\d{1,2}[a-c]?)\s*[-–:,]?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
# "Mitarbeiter(in)", "Técnico(a)", "Serveur(se)": an ending, not a remark.
_ENDING = re.compile(
    r"(?<=\w)\((-?(?:in|fe|esse|innen|r|n|e|ne|se|rice|ère|a|o|as|os|x|eur|euse|trice|ka|czka))\)(?!\w)", re.IGNORECASE
)
_REMARK = re.compile(
    r"(?<=[^\W\d_]) \(([^()]{2,40})\)(?=$|[\s,.;:!?–—|/-])|"
    r"(?<=\w)\uff08((?![^\uff09]*(?:様|さま|さん|氏|殿)\uff09)[^\uff08\uff09]{2,20})\uff09"
)
_HELD = str.maketrans("(),/·\uff08\uff09", "\ue000\ue001\ue002\ue003\ue004\ue005\ue006")
_RELEASED = {held: plain for plain, held in _HELD.items()}
# "Fromager, 80 %)", whose bracket was opened before the role
_NEVER_OPENED = re.compile(r"^[^(]*\)\s*$|^[^\uff08]*\uff09\s*$")
_RANK = re.compile(
    r"\((?:[Ss]enior|[Jj]unior|[Ll]ead|[Ss]r\.?|[Jj]r\.?|[Dd]eputy|[Ss]tellv\.?|[Ss]tv\.?|[Cc]o-?)\)(?= ?\w)"
)
_INNER_POINT = re.compile(r"(?<=\w)·(?=\w)")  # "horticulteur·rice"
_PART = r"[^\W\d_][\w*:'’-]*"
_OR = re.compile(rf"(?P<one>(?:{_PART}\s){{0,2}}{_PART}) / (?=(?P<two>{_PART}(?:\s{_PART})?))")


_JAPANESE_FIRM = re.compile(JAPANESE_FORM)
# In these languages the occupation stands first: "Jefe de compras", "Kierownik sprzedaży".
_HEAD_FIRST = frozenset(("fr", "es", "pt", "it", "pl"))


def is_an_occupation(clues: Clues, name: str) -> bool:
    """Is ``name`` headed by a word for an occupation, where its language puts the head, and no firm's name?"""
    words = name.split()
    if len(words) > 1 and any(vocabulary.business.fullmatch(words[-1]) for vocabulary in clues.vocabularies):
        return False  # "Bain Chartered Accountants"
    if _JAPANESE_FIRM.match(name):
        return False
    return not names.is_firm(name) and any(
        vocabulary.heads.search(words[-1])
        or (vocabulary.language in _HEAD_FIRST and vocabulary.heads.match(name) is not None)
        for vocabulary in clues.vocabularies
    )


def undecorated(text: str) -> str:
    """``text`` without gender marks, hours, grades and references in parentheses, or behind."""
    text = _CONTRACT_BEFORE.sub("", _ASIDE.sub(" ", text))
    if _NEVER_OPENED.match(text):
        text = text.rstrip(" )\uff09")
    before = ""
    while before != text:
        before, text = text, _BESIDE.sub("", text)
    return " ".join(text.split())


def without_number(text: str) -> str:
    """A role without the number or the grade before it: "30441 - Marine Superintendent", "Band 6 Midwife"."""
    return _GRADE_BEFORE.sub("", _NUMBER_BEFORE.sub("", text, count=1), count=1)


class Reach(Struct, frozen=True):
    """How far the name of a role reaches that ``head`` begins with."""

    vocabulary: Vocabulary
    company: str | None
    owner_names: Collection[str]

    def end(self, head: str) -> int:
        """Where the role ends in ``head``: at a mark, at the company, or at a word that goes on with the sentence."""
        found = ENDS.search(head)
        cut = len(head) if found is None else found.start()
        at = head.find(self.company.rstrip(".")) if self.company else -1
        if 0 <= at < cut:
            cut = at
        position = 1
        while (stop := self.vocabulary.role_ends.search(head, position)) is not None and stop.start() < cut:
            if head[stop.start() - 1] in "/:*_(·\ue000\ue004":  # "Impiegato/a"
                position = stop.end()
                continue
            bridge = self.vocabulary.role_bridge.match(head, stop.start(), cut)
            follows = re.match(r"\s*([^\W_][\w'’/&-]*)", head[bridge.end() : cut]) if bridge else None
            if bridge is None or follows is None or not self._may_follow(follows[1]):
                return stop.start()
            position = bridge.end() + follows.end()
        return cut

    def _may_follow(self, word: str) -> bool:
        if any(ch.isdigit() for ch in word) or folded(word) in self.owner_names:
            return False
        if word.islower():
            return True
        return self.vocabulary.never.fullmatch(word) is None


def held_together(text: str, is_headed: Callable[[str], bool]) -> str:
    """``text`` undecorated, in which what belongs to the name of a role keeps it from being cut: "Nurse (Nights)".

    Parentheses are replaced by characters of private use; `released` brings them back.
    """
    plain = _ASIDE.sub(" ", text)
    for pattern in (_ENDING, _RANK, _INNER_POINT):
        plain = pattern.sub(lambda found: found[0].translate(_HELD), plain)

    def kept(found: re.Match[str]) -> str:
        before = plain[: found.start()].split()
        is_remark = bool(before) and is_headed(" ".join(before[-3:]))
        return found[0].translate(_HELD) if is_remark else found[0]

    def one(found: re.Match[str]) -> str:
        # "młodszy księgowy / młodsza księgowa"
        both = is_headed(found["one"].split()[-1]) and is_headed(found["two"])
        return f"{found['one']} \ue003 " if both else found[0]

    return _OR.sub(one, _REMARK.sub(kept, plain))


def released(text: str) -> str:
    """The text that `held_together` was given, as far as it is kept."""
    return text.translate(_RELEASED)
