"""How far the name of a company reaches in running text, and which words around it are no part of it."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from afterword import addresses
from afterword.understand import names
from afterword.understand.candidates import (
    ENDS,
    JAPANESE_FORM,
    JOINERS,
    LEGAL,
    MAX_NAME,
    QUOTES,
    WITHIN_A_NAME,
    folded,
    overlapping,
    people,
    squeezed,
)
from afterword.understand.clues import Clues
from afterword.understand.labels import is_named_by, labels_of, services_of
from afterword.understand.vocabulary.invites import Vocabulary

AROUND = QUOTES + ".,;:-–—|·•@&/>\uff5c"
_BETWEEN_NAMES = frozenset(
    "& + and und et y e i of de du des del della di do da dos das la van von der den het".split()
)
_POLISH_FIRM = re.compile(r"(?:[^\W\d_][\w&-]* ){1,4}(?i:sp\. z o\. ?o\.|s\. ?a\.)")
_ARTICLE = re.compile(
    r"^(?:(?:the|der|die|das|dem|den|la|le|les|el|los|las|il|lo|gli|de|het|o|a)\s+|l['’])(?=[^\W\d_a-z])"
)
_LINK = re.compile(r"^(?:von|vom|der|des|of|from|at|bei|chez|bij|presso|de|di|do|da|du) (?=[^\W\d_a-z])")
_ITS_ARTICLE = re.compile(r"(?:The|Der|Die|Das|La|Le|Les|El|Los|Las|Il|Lo|De|Het)\b")
_ELIDED = re.compile(r"\b([ldLD])['’](?=[^\W\d_a-z])")
_PLACE_ARTICLE = re.compile(r"\s?(?:(?:la|le|les|los|las|el|il|lo|o|a|os|as)\s|l['’])?")
_IN_A_POLISH_TOWN = re.compile(r" we? [^\W\d_a-zà-ÿąćęłńóśźż]\w+")  # days and months are written small
_SPLIT_ELISION = re.compile(r"(\b[ldLD]['’]) ")
_CAPITALISED = re.compile(r"(?:[^\W\d_a-z][\w’-]*\s(?:(?:&|of|de|du|di|do|da|del)\s)?){1,5}[^\W\d_a-z][\w’-]*")
_BODY = re.compile(
    r"(?:Institute|Cent(?:er|re)|Department|Ministry|Office|Society|Association|Foundation|Agency|Council|Trust|School|"
    r"College|Academy|Museum|Institut|Zentrum|Verein|Verband|Amt|Gesellschaft|Akademie)"
)
# "Jane of Acme", "CTO de Pixelor", "Ihr Team der Weserglas GmbH"
_SOMEBODY_OF = re.compile(
    r"^(?P<who>[^\W\d_][\w.-]*(?: [\w.-]+)?) (?:de|from|of|at|von|vom|der|des|du|van|di|da|do|z|bij|bei|chez|w) "
    r"(?=[^\W\d_a-z])"
)

_AND_SOMEBODY = re.compile(r" (?:and|und|et|y|e|i|en|ed|oraz) (?P<who>[^\W\d_a-z][\w'’-]*)(?: [^\W\d_a-z][\w'’-]*)?$")
_LETTER = re.compile(r"\w")
_FORM = re.compile(rf",? {LEGAL}")
_LAST_FORM = re.compile(rf",? {LEGAL}$")
_GOES_ON = re.compile(rf"\w|[-'’]\w|,? {LEGAL}")
# "Seniorenstift am Anger", "Gasthof zur Post": the place belongs to the name of such a house.
_HOUSE = re.compile(
    r"\w*(?:stift|haus|hof|schule|klinik|klinikum|praxis|apotheke|heim|hotel|kita|kindergarten|garten|zentrum|theater|museum|bad|"
    r"mühle|gymnasium|werkstatt|restaurant|café|gasthof|gasthaus|residenz|park|markt|hütte|bäckerei|metzgerei|kanzlei)",
    re.IGNORECASE,
)
# "Quinta da Lameira": a given name, elsewhere
_ESTATE = re.compile(
    r"(?:quinta|casa|villa|mas|finca|granja|hacienda|domaine|cave|maison|clos|château|corte|cascina|tenuta|fattoria|masseria|"
    r"locanda|osteria|rocca|monte|herdade|adega|solar|bodega|castello|podere|dwór|dom|huis|haus|hof)",
    re.IGNORECASE,
)
_DIVIDES = re.compile(r"[,;:|(]\s")
_IS_A_DAY = re.compile(
    r"\d|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|\w+(?:vormittag|nachmittag|abend)\b", re.IGNORECASE
)
# "HQ", "HQ-4-Sequoia", "B12", "3F": the floor or the room behind a firm's name
_OF_A_ROOM = re.compile(r"HQ|(?=.*\d)(?=.*[^\W\d_])[^\W_]{1,3}(?:-[\w-]*)?")
_STANDS_AT = frozenset("am im an auf bei zum zur zu ob unter".split())


class Parties(Struct, frozen=True):
    """The domains' labels of who writes; persons who take part, with all their words; services that only send."""

    clues: Clues
    labels: frozenset[str]
    persons: tuple[str, ...]
    words: frozenset[str]
    services: frozenset[str]

    def confirm(self, name: str) -> bool:
        """Does a domain of who writes bear the name, with its article or without?"""
        plain = _ITS_ARTICLE.sub("", name, count=1).strip() if _ITS_ARTICLE.match(name) else name
        return any(is_named_by(name, label) or is_named_by(plain, label) for label in self.labels)

    def is_of_the_family(self, name: str) -> bool:
        """Is it the name of somebody who takes part, at a firm that bears the family's name?"""
        words = names.name_words(name)
        return len(words) > 1 and any(words <= names.name_words(one) for one in self.persons)


def parties(clues: Clues) -> Parties:
    """Those of an event."""
    labels = labels_of(clues)
    persons = tuple(_persons(clues))
    words = frozenset(
        word
        for name in persons
        for word in names.name_words(name)
        if not any(is_named_by(word, label) for label in labels)
    )
    return Parties(clues, labels, persons, words, services_of(clues))


def _persons(clues: Clues) -> Iterator[str]:
    """The names of those who are persons for certain, by their address or a given name."""
    for person in people(clues):
        if not person.name or not names.is_personal(person.name):
            continue
        if person.email and (addresses.is_automated(person.email) or addresses.is_shared(person.email)):
            continue
        local = folded((person.email or "").partition("@")[0])
        if names.starts_given(person.name) or any(word in local for word in names.name_words(person.name)):
            yield person.name


def named_after(rest: str) -> str | None:
    """The company's name that ``rest`` begins with: a run of capitalised words."""
    head = _ARTICLE.sub("", rest.lstrip(QUOTES + ":"))[: 2 * MAX_NAME]
    polish = _POLISH_FIRM.match(head)
    if polish is not None:
        return polish[0]
    end = ENDS.search(head)
    words = (head[: end.start()] if end else head).split()
    kept: list[str] = []
    for word in words[:9]:
        if kept and (word.lower() in _BETWEEN_NAMES or (word in ("for", "für") and _BODY.fullmatch(kept[-1]))):
            kept.append(word)
            continue
        if kept and word in _STANDS_AT and _HOUSE.fullmatch(kept[-1]):
            follows = words[len(kept) + 1 : len(kept) + 2]
            if not follows or _IS_A_DAY.match(follows[0]):
                break
            kept.append(word)
            continue
        if kept and re.fullmatch(LEGAL, word.rstrip(",")):
            kept.append(word)
            break
        if not (
            word[0].isupper()
            or (word[0].isdigit() and kept)
            or (word[0].isalpha() and not word.isascii() and not word[0].islower())
        ):
            break
        kept.append(word)  # "St Brannoc's Catholic School", but "Acme's team"
        if word.endswith(("'s", "’s")) and len(words) > len(kept) and not words[len(kept)][:1].isupper():
            break
    while kept and kept[-1].lower() in (*JOINERS, *_STANDS_AT, "for", "für"):
        kept.pop()
    name = " ".join(kept)
    # "at St Cuthbert's", but "Acme's offices"
    return (name.removesuffix("'s").removesuffix("’s") if len(words) > len(kept) else name) or None


def names_a_body(clues: Clues, name: str) -> bool:
    """Does it begin as names of institutes and public bodies do: "Institute for Coastal Studies"?"""
    return " " in name and (
        _BODY.match(name) is not None or any(vocabulary.institution.match(name) for vocabulary in clues.vocabularies)
    )


def bodies(clues: Clues, line: str) -> Iterator[str]:
    """Institutions with the whole of their names, small words within them too: "Musée départemental de l'Aubrac"."""
    for vocabulary in clues.vocabularies:
        for found in vocabulary.institution.finditer(line):
            end = found.end()
            article = _PLACE_ARTICLE.match(line, end)
            end = article.end() if article else end
            place = named_after(line[end:])
            if found[0][0].isupper() and place and line[end:].startswith(place):
                town = _IN_A_POLISH_TOWN.match(line, end + len(place))
                yield line[found.start() : end] + place + (town[0] if town else "")


@cache
def _around(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words around names, in front of one and behind one."""
    in_front = re.compile(rf"^(?:{pattern})\s+[-–@·|]?\s*", re.IGNORECASE)
    return in_front, re.compile(rf"(?:^|(?<=[\s-])){pattern}\s*$", re.IGNORECASE)


def bare(parties: Parties, name: str) -> str:
    """The name without what stands around it in titles and display names: "Your Acme hiring team"."""
    name = written = name.strip(AROUND)
    for _ in range(2):
        if squeezed(name) in parties.labels:
            return name
        for vocabulary in parties.clues.vocabularies:
            in_front, behind = _around(vocabulary.company_around.pattern)
            name = behind.sub("", name).rstrip("- ")
            if _ITS_ARTICLE.match(name) is None:
                name = in_front.sub("", name)
        name = name.strip(AROUND)
    name = _without_companion(parties, _without_somebody(parties, _LINK.sub("", name) if name != written else name))
    return _ARTICLE.sub("", name)


def _without_companion(parties: Parties, name: str) -> str:
    """The company alone of "Harrowgate and Priya"."""
    found = _AND_SOMEBODY.search(name)
    if found is None or (parties.confirm(name) and not parties.confirm(name[: found.start()])):
        return name
    who = found["who"]
    is_person = folded(who) in parties.words or folded(who) in parties.clues.owner_names
    return name[: found.start()] if is_person else name


def _without_somebody(parties: Parties, name: str) -> str:
    """The company alone of "Jane of Acme", "CTO at Acme", "Training team of Acme"."""
    found = _SOMEBODY_OF.match(name)
    if found is None:
        return name
    who = found["who"]
    is_part = any(
        vocabulary.heads.search(who) or vocabulary.unit.fullmatch(who) or vocabulary.company_around.fullmatch(who)
        for vocabulary in parties.clues.vocabularies
    )
    is_person = " " not in who and (
        folded(who) in parties.words or (names.starts_given(who) and not _ESTATE.fullmatch(who))
    )
    return name[found.end() :] if is_part or is_person else name


def with_legal_form(clues: Clues, name: str) -> str:
    """The name as it is called: with its legal form ("Cortes & Filhos, Lda.") if it is nowhere written without."""
    if re.search(r"\bCo\.?$", name):
        return name
    if clues.language == "ja":
        return _with_japanese_form(clues, name)
    plain = _LAST_FORM.sub("", name)
    written = f"{clues.title}\n{clues.subject}\n{clues.text}"
    if any(not _GOES_ON.match(written, end) for end in _ends_of(plain, written)):
        return plain
    shown = "\n".join(person.name for person in people(clues) if person.name)
    everywhere = f"{written}\n{shown}"
    found = next(filter(None, (_FORM.match(everywhere, end) for end in _ends_of(plain, everywhere))), None)
    if found is None:
        return name
    form = found[0]
    # The full stop of a sentence is no part of "Ltd"; that of "S.L." and of "Lda." is.
    return plain + (form if "." in form[:-1] or form.endswith("da.") else form.rstrip("."))


def _ends_of(name: str, text: str) -> Iterator[int]:
    """Where a name ends that does not begin within a word, each time that it stands in ``text``."""
    at = text.find(name)
    while at >= 0:
        if at == 0 or not _LETTER.match(text, at - 1):
            yield at + len(name)
        at = text.find(name, at + 1)


def _with_japanese_form(clues: Clues, name: str) -> str:
    """The name behind its form ("公益財団法人...") where title and text write it so, and only so."""
    written = f"{clues.title}\n{clues.subject}\n{clues.text}"
    found = re.search(rf"{JAPANESE_FORM}{re.escape(name)}", written)
    if found is None or name in written.replace(found[0], ""):
        return name
    return found[0]


def windows(parties: Parties, line: str) -> Iterator[str]:
    """Up to four neighbouring words that together spell a label of a domain; and the whole name that they stand in."""
    line = _ELIDED.sub(r"\1' ", _without_persons(parties, line))
    words = list(re.finditer(r"[\w&'’.-]+", line))
    yield from _runs(parties, line)
    spelled = squeezed(line)
    if not any(label in spelled for label in parties.labels):
        return
    for index in range(len(words)):
        for size in (1, 2, 3, 4):
            window = [word[0] for word in words[index : index + size]]
            if len(window) != size or squeezed("".join(window)) not in parties.labels:
                continue
            if _DIVIDES.search(line, words[index].end(), words[index + size - 1].start()):
                continue
            name = _SPLIT_ELISION.sub(r"\1", re.sub(r"['’]s$", "", " ".join(window)).strip(".-'’"))
            if not window[0][0].isupper():
                # Some write their own name small; but a word of the sentence may be that of a domain, too.
                said = line[: words[index].start()].rstrip()
                if any(_ends_with(v.company_sure_before, said) for v in parties.clues.vocabularies):
                    yield name
                continue
            yield name
            before = _run(parties, line, words, index, step=-1)
            after = [] if window[-1][-1:] in ".,;:" else _run(parties, line, words, index + size - 1, step=1)
            if before or after:
                whole = " ".join([*before, *window[:-1], window[-1].strip(".-'’"), *after]).strip(".-'’")
                yield _SPLIT_ELISION.sub(r"\1", whole)


def _without_persons(parties: Parties, line: str) -> str:
    """The line without the whole names of persons: at "Lameira", "Mafalda Lameira" says nothing of the firm's name."""
    for person in parties.persons:
        if " " in person and person in line:
            line = re.sub(rf"{re.escape(person)}(?![\w-]|['’]s|\s+(?:[^\W\d_a-z]|&))", ",", line)
    return line


def _runs(parties: Parties, line: str) -> Iterator[str]:
    """Runs of capitalised words of which a domain leaves some out: "Tideway Chamber Orchestra", "tidewayorchestra"."""
    for found in _CAPITALISED.finditer(line):
        words = found[0].split()
        for first in range(len(words) - 2, -1, -1):
            name = " ".join(words[first:])
            if words[first][0].isupper() and parties.confirm(name):
                if not any(label in squeezed(name) for label in parties.labels):
                    yield name
                break


def _run(parties: Parties, line: str, words: list[re.Match[str]], index: int, *, step: int) -> list[str]:
    """The words of a name that go on from the one at ``index``; [] where they make something else of it."""
    vocabularies = parties.clues.vocabularies
    kept: list[str] = []
    while 0 <= index + step < len(words) and len(kept) < 4:
        left, right = sorted((index, index + step))
        ends = step < 0 and words[left][0].endswith(".") and not names.is_title(words[left][0])
        if line[words[left].end() : words[right].start()] != " " or ends:
            break
        index += step
        word = words[index][0]
        plain = word.strip(".-'’")
        if folded(plain) in parties.clues.owner_names or any(v.heads.search(plain) for v in vocabularies):
            return []
        is_joiner = plain in WITHIN_A_NAME
        is_article = step < 0 and index > 0 and _ITS_ARTICLE.fullmatch(plain) is not None
        if (
            step < 0
            and plain.islower()
            and any(v.institution.match(line[words[index].start() :]) for v in vocabularies)
        ):
            kept.append(plain)
            break
        if not (is_joiner or is_article) and (not plain[:1].isupper() or any(_says(v, plain) for v in vocabularies)):
            break
        if folded(plain) in parties.words or (step > 0 and _OF_A_ROOM.fullmatch(plain)):
            break
        kept.append(word if names.is_title(word) else plain)
        if step > 0 and word != plain:
            break
    while kept and kept[-1].lower() in JOINERS and not (step < 0 and _ITS_ARTICLE.fullmatch(kept[-1])):
        kept.pop()
    return kept if step > 0 else kept[::-1]


def _ends_with(pattern: re.Pattern[str], text: str) -> bool:
    tail = text[-40:]
    return any(match.end() == len(tail) for match in overlapping(pattern, tail))


def _says(vocabulary: Vocabulary, word: str) -> bool:
    """Is it a word of letters and interviews ("Dear", "Interview", "Recruiting") rather than of a name?"""
    lists = (vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process, vocabulary.never)
    around = (vocabulary.company_around, vocabulary.company_before, vocabulary.company_sure_before)
    return any(pattern.fullmatch(word) for pattern in (*lists, *around))
