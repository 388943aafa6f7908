"""Where names of companies and roles may stand in an invite, and how the candidates are weighed."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct, field

from afterword import addresses
from afterword.model import Person
from afterword.understand import names
from afterword.understand.clues import Clues
from afterword.understand.events import Kind
from afterword.understand.vocabulary.invites import Vocabulary

MAX_NAME = 80
CONFIRMED = 4.0  # the weight of bearing the name of the sender's domain
_MAX_MATCHES = 60
# A comma before one of these divides nothing: "Cortes & Filhos, Lda."
LEGAL = (
    r"(?:GmbH(?: & Co\.? KGa?A?)?|gGmbH|mbH|AG|KGa?A|KG|OHG|UG|SE|e\.? ?V\.?|e\.? ?K\.?|e\.? ?G\.?|"
    r"Ltd\.?|Limited|LLC|LLP|Inc\.?|PLC|plc|Corp\.?|Co\.|"
    r"S\.? ?L\.? ?U?\.?|S\.A\. de C\.V\.|S\. ?A\. ?S?\.?|SAS|SARL|SA|SCOP|Coop\.?|S\. ?[Cc]oop\.?|"
    r"S\.? ?[rR]\.? ?[lL]\.?|srl|S\.? ?[pP]\.? ?[aA]\.?|B\. ?V\.?|BV|N\. ?V\.?|NV|Oy|AB|A/S|ApS|"
    r"vzw|asbl|VZW|ASBL|Lda\.?|Ltda\.?|[Ss]p\. ?z ?o\. ?o\.?)(?!\w)"
)
JAPANESE_FORM = (
    r"(?:株式会社|合同会社|有限会社|合資会社|合名会社|(?:公益|一般)(?:財団|社団)法人|社会福祉法人|"
    r"医療法人(?:社団|財団)?|学校法人|(?:特定非営利活動|独立行政|国立大学|宗教)法人)"
)
_OWN_ARTICLE = re.compile(r"The|La|Le|Les|El|Los|Las|Il|Lo|De|Het")
_HAS_ARTICLE = re.compile(r"(?:The|Der|Die|Das|Les|Los|Las|Il|Het) ")
_IS_FIRM = re.compile(rf"\s{LEGAL}$")
_SEGMENTS = re.compile(
    r"\s+[-–—/]+\s+|(?<=[^\x00-\x7f])_|_(?=[^\x00-\x7f])|\s*[\uff0f|•·‖\uff5c\u3000]\s*|:\s+|\s*\uff1a\s*|\s+@\s+|\s*[()\[\]\uff08\uff09「」『』【】]\s*|\s+<+>+\s+|\s*//\s*|\s+[x×]\s+|"
    rf",\s+(?!{LEGAL})"
)
ENDS = re.compile(
    rf",(?!\s*{LEGAL})|"
    r"[\n;!?|•·()\[\]<>\"“”„«»…\uff08\uff09。、]|:(?=\s|$)|\uff1a|(?<!\bds)(?<!\bSp)(?<!\bSr)(?<!\bJr)(?<!\bSt)(?<!\bDr)(?<!\bo\.o)(?<!\bkat)(?<!\bEng)(?<!\bAsst)(?<!\bIng)\.(?:\s|$)|\s[-–—/@]+\s|\s\.\.\."
)
_JOINING_WORDS = (
    "& + of and und et y e i de del della di da do dos das la le les los du des en for the van von zu der den het 't"
)
JOINERS = frozenset(_JOINING_WORDS.split())
WITHIN_A_NAME = frozenset("& of de du des del della dei di do da dos das la van für".split())
# Ways of meeting that stand before a name in titles of every language.
_MEETING = re.compile(
    r"^(?:(?:video|phone|telefon|tele|zoom|teams|meet|skype|online|virtual|digital|remote|technical|live|web)?[- ]?"
    r"(?:call|chat|interviews?|meeting|screen(?:ing)?|assessment|videocall|visio|konferenz|round|runde|test)|"
    r"(?:\d+(?:st|nd|rd|th|\.|ª|º|e|er|ème|a)?|first|second|third|final) "
    r"(?:round|stage|interview|call|chat|fase|etap|gesprek|gespräch|runde|colloquio|entrevista|entretien))"
    r"\s*[-:–]?\s+(?=\S)",
    re.IGNORECASE,
)
# "proceso Auxiliar Administrativo", "vaga Analista de Dados"
_PROCESS = re.compile(
    r"^(?:proceso|processo|procédure|procedura|procedure|proces|verfahren|selección|seleção|selezione|recrutement|recrutamento|"
    r"rekrutacja|nab[óo]r|candidatur[ae]|bewerbung|sollicitatie|aplikacja|application|vacancy|vacature|vacante|vaga|oferta|"
    r"offre|offerta|stelle|poste|puesto|plaza|cargo|ruolo|functie|stanowisko)"
    r"(?: (?:de|als|für|zum|zur|voor|na|per|pour|para|for|as|come|di))? (?=\S)",
    re.IGNORECASE,
)
_WRAPPED = 55  # characters; a shorter line was ended by who wrote it
_IS_ANSWER = re.compile(r"\s*[^\W\d_][^\W\d_]*(?: [^\W\d_]+){0,3} ?[:\uff1a] \S")  # "Additional notes: ..."
_ENDS_A_LINE = re.compile(r"[.!?:;\uff01\uff1f。]$")
QUOTES = "\"'“”„‘’«»*_ \t"


_NOTE_BEHIND = re.compile(r"\s*[(\uff08\ue000][^)\uff09\ue001]*[)\uff09\ue001]\s*$")


class Tally(Struct):
    """Candidates and their weights, in the order in which they were found."""

    weights: dict[str, float] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def add(self, name: str, weight: float, *, whole: bool = False) -> None:
        """``whole``: it stands between marks, so that all of it is one name."""
        key = squeezed(name)
        if not key:
            return
        if whole:
            self.whole.add(key)
        if key in self.weights:
            # "Huta Szkła" in the signature, "Hutą Szkła" in a sentence
            if weight > self.weights[key] and name.casefold() != self.written[key].casefold():
                self.written[key] = name
            self.weights[key] = max(self.weights[key], weight) + 0.4
        else:
            self.weights[key] = weight
            self.written[key] = name

    def weight(self, name: str) -> float:
        """How much speaks for ``name``; 0 where nothing does."""
        return self.weights.get(squeezed(name), 0.0)

    def best(self, at_least: float, *, by_end: bool = False) -> str | None:
        """The weightiest; or the longer name that begins with it, or (``by_end``) ends with it."""
        if not self.weights:
            return None
        key = max(self.weights, key=lambda one: self.weights[one])
        weight = self.weights[key]
        if weight < at_least:
            return None
        # "Acme" in one place and "Acme Robotics" in another: the whole name, if it is nearly as likely.
        for other, value in self.weights.items():
            longer, shorter = self.written[other], self.written[key]
            if not (other in self.whole or is_one_name(longer)):
                continue
            if value >= min(weight - 1.5, CONFIRMED) and (
                longer.casefold().startswith((f"{shorter} ".casefold(), f"{shorter}, ".casefold()))
                or (by_end and longer.casefold().endswith(f" {shorter}".casefold()))
            ):
                key = other
        return self.written[key]


def is_one_name(text: str) -> bool:
    """Capitalised words, and little words only that stand within names: "Domaine des Genêts", not "Chef at Acme"."""
    words = text.split(" ")
    words = [re.sub(r"^[dl]['’](?=\w)", "", word) for word in words]
    return all(word in WITHIN_A_NAME or word[:1].isupper() or not word[:1].isalpha() for word in words) and not any(
        word in ("", *"-–—|/") for word in words
    )


def is_said(vocabulary: Vocabulary, name: str) -> bool:
    """Is it a phrase of interviews rather than a name?"""
    lowered = name.lower()
    return any(
        match is not None and match.end() - match.start() >= len(lowered) - 2
        for match in (
            pattern.search(lowered)
            for pattern in (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process)
        )
    )


def is_headed(clues: Clues, name: str) -> bool:
    """Does it hold the word for an occupation? Where words are not set apart, at its end."""
    plain = _NOTE_BEHIND.sub("", name).rstrip()
    for vocabulary in clues.vocabularies:
        if vocabulary.spaced:
            if vocabulary.heads.search(name):
                return True
        elif any(match.end() == len(plain) for match in vocabulary.heads.finditer(plain)):
            return True
    return False


def people(clues: Clues) -> list[Person]:
    """Everybody whom the event and the header of the mail name; rooms are nobody."""
    people = [attendee.person for attendee in clues.event.attendees if attendee.kind is not Kind.ROOM]
    people += [clues.event.organizer.person] if clues.event.organizer else []
    people += [clues.envelope.sender]
    people += [clues.envelope.reply_to] if clues.envelope.reply_to else []
    return people


def names_a_business(clues: Clues, name: str) -> bool:
    """Do two words and more hold one for a kind of business: "Bar La Parra", "Delta Parcels Logistics"?"""
    return (" " in name or clues.language == "ja") and any(v.business.search(name) for v in clues.vocabularies)


def is_a_person(clues: Clues, name: str) -> bool:
    """Is it the name of somebody who takes part, or does it look like one?"""
    if _IS_FIRM.search(name) or _HAS_ARTICLE.match(name) or names_a_business(clues, name):
        return False
    known = [
        person.name
        for person in people(clues)
        if person.name
        and names.is_personal(person.name)
        and not (person.email and (addresses.is_automated(person.email) or addresses.is_shared(person.email)))
    ]
    return names.looks_like_given_and_surname(name) or any(names.same_person(one, name) for one in known)


def overlapping(pattern: re.Pattern[str], line: str) -> Iterator[re.Match[str]]:
    """Matches that may begin within one another: "interview for the" and "for the position of"."""
    at = 0
    for _ in range(_MAX_MATCHES):
        match = pattern.search(line, at)
        if match is None:
            return
        yield match
        at = match.start() + 1


def lines(clues: Clues) -> Iterator[tuple[str, bool]]:
    """The title, the subject of the mail and the lines of the text; is it a title?"""
    for title in (clues.title, clues.subject):
        if title:
            yield title, True
    for line in _unwrapped(clues.text.splitlines()[:120])[:80]:
        yield line[:1000], False


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that a mail program broke made whole again: a name may stand on both sides of the break."""
    whole: list[str] = []
    goes_on = answered = False
    is_form = sum(_IS_ANSWER.match(line) is not None for line in lines) > 1
    for line in lines:
        bare = line.strip()
        # A form has an answer to a line, however long: what begins large behind one is the next thing said.
        if goes_on and bare and not (is_form and answered and bare[0].isupper()):
            whole[-1] = f"{whole[-1]} {bare}"
        elif bare:
            whole.append(bare)
        goes_on = len(bare) >= _WRAPPED and not _ENDS_A_LINE.search(bare)
        answered = _IS_ANSWER.match(bare) is not None
    return whole


def segments_of_text(clues: Clues, line: str) -> Iterator[str]:
    """Those of a short line that is made like a title: "Acme Care - Nurse. I will call you", "Nurse, 2nd interview"."""
    head = re.split(r"[.!?](?:\s|$)|。", line, maxsplit=1)[0]
    if len(head) < 90 and re.search(r"\s[-–—|·]\s", head):
        yield from segments(clues, head)
    elif len(head) < 90 and is_a_list(clues, head):
        yield from segments(clues, _WHITE.sub(" | ", head) if clues.language == "ja" else head, small=True)


_LISTED = re.compile(r",\s+|、|;\s+|\s+/\s+")
_WHITE = re.compile(r"[ \u3000]+")


def is_a_list(clues: Clues, line: str) -> bool:
    """Is the line, without a verb, a list that has the kind of talk as a piece: "Nurse, second interview, with Ann"?"""
    divided = _WHITE if clues.language == "ja" else _LISTED
    pieces = [piece.strip(QUOTES + ".") for piece in divided.split(line)]
    if not 1 < len(pieces) < 6 or any(len(piece.split()) > 6 for piece in pieces):
        return False
    return any(
        pattern.fullmatch(rest) is not None
        for piece in map(str.lower, pieces)
        for vocabulary in clues.vocabularies
        for pattern in (vocabulary.sure, vocabulary.likely)
        for rest in (piece, _ORDINAL.sub("", piece))
    )


_HONORIFIC = re.compile(r"^[\"'“”„‘’«»*_.,;:()]+|(?:様|さま|さん|殿|氏)?[\"'“”„‘’«»*_.,;:()]*$")
_ORDINAL = re.compile(r"^\d\S{0,3} |^[^\W\d_]+ (?=\S+$)")


def segments(clues: Clues, title: str, *, small: bool = False) -> Iterator[str]:
    """The pieces of a title that are no phrase of interviews and not the owner's name.

    With ``small``, occupations that are written in small letters too.
    """
    for piece in _SEGMENTS.split(title):
        segment = piece.strip(QUOTES + ".,;:-–—|")
        for vocabulary in 2 * clues.vocabularies:  # "Invitation: interview": what stands behind another phrase too
            for pattern in (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.role_before):
                match = pattern.search(segment)
                if match is None:
                    continue
                if match.start() == 0 or match.end() == len(segment):
                    segment = (segment[: match.start()] + " " + segment[match.end() :]).strip()
                elif pattern is vocabulary.sure:  # "Terms and second interview Project Lead"
                    segment = segment[match.end() :].strip()
            if (ends := vocabulary.role_after.search(segment)) is not None and ends.end() == len(segment):
                segment = segment[: ends.start()].strip()
        segment = _PROCESS.sub("", _MEETING.sub("", segment))
        words = [word for word in segment.split() if folded(_HONORIFIC.sub("", word)) not in clues.owner_names]
        while words and (
            (words[0].lower() in JOINERS and not (len(words) > 1 and _OWN_ARTICLE.fullmatch(words[0])))
            or words[0].lower() in ("with", "w/", "mit", "avec", "con", "com", "met", "z")
        ):
            words.pop(0)
        while words and words[-1].lower() in JOINERS:
            words.pop()
        segment = " ".join(words)
        if len(segment) < 2:
            continue
        is_occupation = small and any(vocabulary.heads.search(segment) for vocabulary in clues.vocabularies)
        is_body = any(vocabulary.institution.match(segment) for vocabulary in clues.vocabularies)
        if segment[0].isupper() or segment[0].isdigit() or not segment[0].isascii() or is_occupation or is_body:
            yield segment


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ł", "l").replace("ø", "o"))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """`folded`, with letters and digits only, as domains are made of names."""
    return re.sub(r"[\W_]+", "", folded(text))
