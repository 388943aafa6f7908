"""Runs of names in a text: what a list of people begins with, a list a line, and the name that a sentence ends with."""

import re
from collections.abc import Iterator
from itertools import takewhile

from afterword.understand import names
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.invites import Vocabulary, english

_PARTICLE_WORDS = "van von de der den di da do dos das du del della la le lo zu zur ter ten te bin ibn al el ben y e af"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_BULLET = re.compile(r"^[\s\-–—*•·▪◦‣>#.)\d]*(?=[^\W\d_])")
_DETERMINERS = frozenset(
    "his her its ihr ihre ihrem ihrer sein seine seinem seiner son sa ses sus su seu sua suo seus zijn haar jego jej "
    "mein meine meinem meiner dein deine mon ma mes mi mis meu minha mio mia mijn mój moja moim moją mojego mojej "
    "the our their your my a an unser unsere unserem unserer unseren der die dem den das notre nos votre le la les "
    "l' de du des nuestro nuestra el los las al del nosso nossa o a os as do da pelo pela com il lo gli i dal dalla "
    "dall' con nostro nostra onze ons het een nasz nasza naszym z ze mit avec met by von par por door".split()
)
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\uff08[^\uff09]*\uff09")
# "and board member Jane Doe": a word or two of whom one speaks
_REMARK = re.compile(
    r"(?!(?:at|in|on|for|to|near|from|please|we|you|it)\b)(?:[a-zà-ÿ]+ ){1,2}"
    r"(?=[A-ZÀ-Þ][a-zà-ÿ'-]+ [A-ZÀ-Þ][a-zà-ÿ'-]+)"
)
# "ask for Jane Doe and for Bob Ray"
_AGAIN = re.compile(
    r"(?:for|to|nach|von|après|par|por|pel[oa]|di|da|naar|door|o) ([^\W\d_a-z][\w'’-]+)(?= [^\W\d_a-z])"
)
_SURNAME_COMMA = re.compile(r"([^\W\d_a-z][\w'’-]+), ([^\W\d_a-z][\w'’-]+)")
_SURNAME_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’-]+)\s*;")
_ABBREVIATED = re.compile(r"\b([^\W\d_]{1,5}(?:\.[^\W\d_]{1,4})?)\.(?=\s?[^\W\d_])")
# "Jane from our shop in the market will be glad to"
_FROM_SOMEWHERE = re.compile(
    r"(?:^|[.!?]\s+)([^\W\d_a-z][\w'’-]+)(?: ([^\W\d_a-z][\w'’-]+))? "
    r"(?:from|at|aus|vom|von|im|in|du|de|del|dal|della|da|do|van|uit|z|ze) [^.!?:;,]{3,50}$"
)
_DEGREE = re.compile(
    r"\b(?:n|h|hab|rer|nat|med|techn|hum|ekon|oec|pol|phil|jur|c)\. ?(?=[^\W\d_])"
)  # "dr n. med. Jane Doe"
_ORDINAL_SIGN = re.compile(r"\b([^\W\d_]{1,5})\.?[ªº](?=\s)")  # "D.ª", "Eng.ª"
_ARTICLES_BEFORE_NAMES = frozenset({"it", "pt"})
_PRONOUNS = frozenset(
    "he she they who er sie der die wer il elle qui él ella quien ele ela quem hij zij ze lui lei che on ona "
    "który która".split()
)
# "Jane Doe - director, Bob Ray - designer"
_JOB_BETWEEN = re.compile(
    r"\s[-–—]\s[^,;.:]{2,60}(?=[,;]\s*(?:[^\W\d_]{1,4}\.?\s)?[^\W\d_a-z][\w'’-]+ [^\W\d_a-z][\w'’-]+)"
)
# Small words that lead on to something else than a name: "with you and", "please ask for".
_PROSE = re.compile(
    r"(?:at|in|on|for|to|near|from|please|we|you|it|if|as|by|of|and|or|then|after|before|your|ask|is|are|will|was|has|"
    r"per|via|als|wie|bitte|an|im|am|auf|für|nach|vor|wird|ist|sind|werden|dann|und|um|aus|über|sie|wir|"
    r"à|au|aux|en|dans|sur|pour|chez|est|sera|puis|qui|que|et|vous|nous|"
    r"a|sobre|para|por|es|será|luego|que|y|nos|le|"
    r"na|no|em|é|depois|e|"
    r"ad|in|su|per|è|sarà|poi|che|ed|di|"
    r"op|aan|bij|naar|voor|is|wordt|die|dat|om|uit|"
    r"w|we|do|od|o|po|przy|jest|będzie|która|który|i|oraz)"
)
# Of whom it is told why the post is free: "the retirement of Jane Doe"
_DEPARTS = re.compile(
    r"retire|departure|leaving|absence|leave|maternity|ruhestand|rente|ausscheiden|weggang|elternzeit|nachfolge|vertretung|"
    r"départ|retraite|remplacement|congé|jubilación|baja|marcha|salida|sustitución|excedencia|reforma|aposentadoria|saída|"
    r"substituição|licença|pensione|pensionamento|uscita|sostituzione|maternità|pensioen|vertrek|vervanging|verlof|"
    r"emerytur|odejści|zastępstw|urlop|退職|後任|産休",
    re.IGNORECASE,
)
_KIN = frozenset(
    "husband wife brother sister son daughter father mother partner mann frau bruder schwester sohn tochter vater "
    "mutter partnerin mari femme frère sœur soeur fils fille père mère associé associée compagne compagnon marido "
    "mujer esposa hermano hermana hijo hija padre madre socio socia pareja esposo irmão irmã filho filha pai mãe "
    "sócio sócia mulher marito moglie fratello sorella figlio figlia compagno compagna man vrouw broer zus zoon "
    "dochter vader moeder zakenpartner mąż mężem żona żoną brat bratem siostra siostrą syn synem córka córką "
    "ojciec ojcem mama mamą wspólnik wspólnikiem wspólniczka wspólniczką".split()
)
_GERMAN_OFFICE = re.compile(
    r"\w{3,}(?:erin|orin|ntin|stin|tin|gin|lin|leiter|vorsteher|meister|führer|rat|rätin|wart|mann|frau|vorstand|"
    r"vorständin|sprecher|direktor|inhaber|leitung|führung|chef|chefin|vorsitzende|vorsitzender)"
)
# "The panel is": what stands between a list and what it is called
_COPULA = re.compile(
    r"^(?:(?:on the day|on that day|that day|this time|am tag|an dem tag|diesmal|dabei|cette fois|ce jour-là|esta vez|"
    r"ese día|dessa vez|desta vez|questa volta|quel giorno|dit keer|die dag|tym razem)\s)?"
    r"(?:is|are|will be|ist|sind|wird|werden|est|sont|sera|seront|es|son|será|serán|é|são|serão|è|sono|sarà|saranno|"
    r"zijn|wordt|worden|jest|są|będzie|będą|to)\s(?=\S)",
)
_CALLED = re.compile(r"(?:[a-zà-ÿ]+ ){1,6}[a-zà-ÿ]+[:\uff1a]\s+(?=\S)")
_JAPANESE_AND = re.compile(r"(?<=[^\W\d_a-z]{2})\s?と(?=[^\W\d_a-z])")
_INITIAL = re.compile(r"[^\W\d_a-z]\.")
_STOP = re.compile(r"[.!?](?:\s|$)|。|\s[-–—|]\s|[:;|<>]|https?:")
_JAPANESE_OFFICE = re.compile(
    r"(?:[工店部課社院園校係室所局会場]長|社長|取締役|部門長|責任者|担当者|代表|主任|係|[^\s]{2}[工員職者官師]|マネージャー|リーダー)(?:の)?$"
)
_AFTER_A_JAPANESE_NAME = re.compile(
    r"(?:です|でございます|と申します|が|は|より|から|にて)$|(?:です|が|は|より|から)(?=[、。])|"
    r"(?:が|は|と)(?=(?:務め|担当|対応|同席|参加|出席|行い|行う|お(?:会い|話|待ち|迎え)))"
)


def names_below(lines: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    """A list with one person a line, up to the first empty line after it began."""
    begun = False
    turned = _surnames_first(lines)
    for line in lines:
        bare = _BULLET.sub("", line).strip()
        if turned:
            bare = _SURNAME_COMMA.sub(r"\2 \1", bare)
        if not bare:
            if begun:
                return
            continue
        first = re.split(r"[,;]|\s[-–—|]\s", bare)[0]
        found = list(names_in(first, vocabulary))
        if not found:
            return
        begun = True
        yield from found[:2]


def _surnames_first(lines: list[str]) -> bool:
    """Is it a list of "Doe, Jane", a line each: with a given name behind the comma, and none before it?"""
    listed = list(takewhile(str.strip, (_BULLET.sub("", line).strip() for line in lines)))
    pairs = [pair for line in listed if (pair := _SURNAME_COMMA.fullmatch(line)) is not None]
    if not pairs or len(pairs) < len(listed):
        return False
    return any(_is_given(pair[2]) for pair in pairs) and not any(_is_given(pair[1]) for pair in pairs)


def names_in(rest: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The names of people that ``rest`` begins with, divided by commas and "and"."""
    head = _COPULA.sub("", _PARENTHESES.sub(" ", rest[:400]).lstrip())
    called = _CALLED.match(head)
    if called is not None:
        head = head[called.end() :]  # "two of our trustees: Jane Doe and Bob Ray"
    if not vocabulary.spaced:
        head = _JAPANESE_AND.sub("、", head)
    head = _JOB_BETWEEN.sub("", head)
    head = _DEGREE.sub("", head)
    head = _ORDINAL_SIGN.sub(r"\1.", _function_free(head, vocabulary))
    head = _ABBREVIATED.sub(lambda word: word[1] if names.is_title(word[1]) else word[0], head)
    head = re.sub(r"\b([A-Z])\.", r"\1", head)
    end = _STOP.search(head)
    if end is not None:
        semicolons = head[end.start()] == ";"
        head = head if semicolons else head[: end.start()]
        head = _SURNAME_FIRST.sub(r"\2 \1;", head + ";") if semicolons else head
        head = head.replace(";", ",")
    divide = re.compile(rf"\s*[,/、]\s*|\s+(?:{vocabulary.joiners.pattern})\s+")
    pieces = divide.split(head)
    begun = False
    for index, piece in enumerate(pieces[:20]):
        piece = vocabulary.joiners.sub("", piece, count=1) if vocabulary.joiners.match(piece) else piece
        if not index and vocabulary.myself.fullmatch(plain(piece)):
            continue  # "with me and Jane Doe"
        whole = piece = _without_function(piece.strip(), vocabulary)
        if index and whole.startswith(("Ihr ", "Ihre ", "Dein ", "Deine ", "Eure ")):
            return  # "bei uns, Ihre Jane Doe"
        piece = _without_job(piece, vocabulary)
        is_introduced = piece != whole  # "and our intern Jo"
        if index and (remark := _REMARK.match(piece)) is not None:
            piece = piece[remark.end() :]
        again = _AGAIN.match(piece) if index else None
        if again is not None and names.is_given_name(again[1]):
            piece = piece[again.start(1) :]
        if not vocabulary.spaced:
            if _JAPANESE_OFFICE.search(piece.strip()):
                continue  # "工場長、": whose office it is comes next
            words = _AFTER_A_JAPANESE_NAME.split(piece.strip())[0].rpartition("の")[2].split()
            piece = " ".join(words if piece.isascii() else words[-2:])
        name = _leading_name(piece.strip(), vocabulary)
        is_single = name is not None and " " not in name and vocabulary.spaced and not names.starts_given(name)
        if is_single and _is_called_by_its_kind(whole, piece, vocabulary):
            continue
        if is_single and begun and not is_introduced:
            continue  # after whole names, a single word is a job or a place
        name = name and _with_title(name, whole)
        begun = begun or (name is not None and " " in name)
        if name is None:
            is_job = any(heads.search(plain(piece)) for heads in heads_of(vocabulary))
            if not index and (whole[:1].islower() or is_job) and len(piece.split()) < 6 and len(pieces) > 1:
                continue  # "our finance director, Jane Doe"
            # A job between two names ("Jane Doe, CTO, and Bob Ray") does not end the list; prose does.
            if index and (not piece.strip() or vocabulary.heads.search(piece) or piece.strip()[:1].isupper()):
                continue
            ended = _name_at_the_end(whole, vocabulary)
            if ended is not None:
                begun = True
                yield ended
                continue
            following = pieces[index + 1 : index + 2]
            if begun and len(piece.split()) < 6 and _begins_with_a_whole_name(following, vocabulary):
                continue
            return
        yield name


def _name_at_the_end(piece: str, vocabulary: Vocabulary) -> str | None:
    """The name behind what somebody is, told at length: "the head of our kitchen Ann Lee"."""
    words = piece.split()
    first = next((index for index, word in enumerate(words) if names.starts_like_a_name(word)), len(words))
    leads = bool(words) and (words[0].lower() in _DETERMINERS or re.match(r"[ld]['’]", words[0].lower()) is not None)
    if not leads or _DEPARTS.search(piece) or not 1 < first < 7 or len(words) - first not in (2, 3):
        return None
    name = " ".join(words[first:])
    return name if names.is_given_name(words[first]) and _is_name(name, vocabulary) else None


def _begins_with_a_whole_name(pieces: list[str], vocabulary: Vocabulary) -> bool:
    for piece in pieces:
        joined = vocabulary.joiners.match(piece)
        name = _leading_name(_without_job(piece[joined.end() if joined else 0 :].strip(), vocabulary), vocabulary)
        return name is not None and len(names.name_words(name)) > 1
    return False


def _function_free(text: str, vocabulary: Vocabulary) -> str:
    """Text without what each member of a board is: "Chair: Jane Doe; members - Bob Ray and Ann Lee"."""
    return _without(text, vocabulary.function)


def _without_function(piece: str, vocabulary: Vocabulary) -> str:
    """A piece of a list without the function that it begins with: "presidente dott. Gino Tassi"."""
    found = vocabulary.functions.match(piece.lower())
    rest = piece[found.end() :].lstrip(" :-–") if found and len(piece.lower()) == len(piece) else ""
    begins = bool(rest) and (names.starts_like_a_name(rest) or names.is_title(rest.split()[0]))
    return rest if begins else piece


def _without(text: str, pattern: re.Pattern[str]) -> str:
    """``text`` without what matches in its plain form, where that is as long as the text as written."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return text
    for match in reversed(list(pattern.finditer(lowered))):
        text = text[: match.start()] + " " + text[match.end() :]
    return text


def heads_of(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    """Occupations in the text's language and in English, in which they are often given."""
    return (vocabulary.heads,) if vocabulary.language == "en" else (vocabulary.heads, english().heads)


def _is_called_by_its_kind(whole: str, bare: str, vocabulary: Vocabulary) -> bool:
    """Did nothing but an article stand before it ("dem Gründer", "the Chair"), where names have none?"""
    removed = whole.split()[: len(whole.split()) - len(bare.split())]
    article = bool(removed) and all(word.lower() in _DETERMINERS for word in removed)
    return article and vocabulary.language not in _ARTICLES_BEFORE_NAMES


def _without_job(text: str, vocabulary: Vocabulary) -> str:
    """Text without what a person is, where that comes first: "our head chef Jane Doe", "Frau Jane Doe"."""
    words = re.sub(r"^(\s*[ld]all['’]|l['’]|d['’])", "", text).split()
    at = 0
    while at < min(6, len(words) - 1):
        is_initial = len(words[at]) == 1 and words[at].isupper()
        is_name = is_initial or (words[at][:1].isupper() and names.is_given_name(words[at]))  # "Mia" is no "my"
        if (words[at].lower() in _DETERMINERS and not is_name) or names.is_title(words[at]):
            at += 1
            continue
        # "store manager Jane Doe": an occupation, with a whole name after it
        ends = [
            end
            for end in range(at, min(at + 4, len(words) - 2))
            if any(heads.fullmatch(words[end]) for heads in heads_of(vocabulary))
            and all(names.starts_like_a_name(word) and word[0].isalpha() for word in words[end + 1 : end + 3])
            and not any(heads.fullmatch(words[end + 1]) for heads in heads_of(vocabulary))
        ]
        # "Ward Manager Jane Doe": where the job has capitals too, two words behind it are the name.
        in_capitals = bool(ends) and not names.is_given_name(words[at]) and ends[-1] == len(words) - 3
        if not ends or not (words[at].islower() or ends[-1] == at or at or in_capitals):
            break
        at = ends[-1] + 1
    is_last = at == len(words) - 2 and names.starts_like_a_name(words[-1])
    if at and is_last and any(heads.fullmatch(words[at]) for heads in heads_of(vocabulary)):
        at += 1  # "our intern Jo"
    behind = at + _words_in_front(words[at:], vocabulary)
    return " ".join(words[behind:]) if behind else text


def _words_in_front(words: list[str], vocabulary: Vocabulary) -> int:
    """How many words at the beginning say what the person is, and not who: "churchwarden", "Schwester Oberin"."""
    small = 0
    while small < min(4, len(words) - 1) and words[small][0].islower() and words[small].lower() not in _PARTICLES:
        small += 1
    if small and small < len(words) and words[small - 1].lower() in _KIN and names.starts_like_a_name(words[small]):
        return small  # "his wife Jo", whatever she is called
    if small and (small == 4 or any(_PROSE.fullmatch(word) for word in words[:small]) or not _names(words[small:])):
        small = 0
    rest = words[small:]
    run = next((index for index, word in enumerate(rest) if not names.starts_like_a_name(word)), len(rest))
    at = 0
    while (at < run - 1 and names.is_order(rest[at])) or (at < run - 1 and at and names.is_title(rest[at])):
        at += 1
    for index in range(at + 1, run - 1):
        before = rest[at:index]
        is_office = index == at + 1 and _is_an_office(before[0], vocabulary) and run - index == 2
        if not (names.is_given_name(rest[index]) or is_office) or any(names.is_given_name(word) for word in before):
            continue
        if all(names.is_order(word) or _is_an_office(word, vocabulary) for word in before):
            at = index
        break
    return small + at


def _names(words: list[str]) -> bool:
    """Do they begin with a whole name, or with a given name alone?"""
    capitals = [names.starts_like_a_name(word) for word in words[:2]]
    return bool(capitals) and capitals[0] and (capitals[1:] == [True] or _is_given(words[0].strip(".,;:!?")))


def _is_given(word: str) -> bool:
    """Is it a common given name, in Polish perhaps as it stands after "z"?"""
    return names.is_given_name(word) or names.is_given_name(names.nominative(word))


def _is_an_office(word: str, vocabulary: Vocabulary) -> bool:
    """Is it what somebody is by the word's form? In German, all nouns have capitals."""
    is_head = any(heads.fullmatch(word) for heads in heads_of(vocabulary))
    return is_head or (vocabulary.language == "de" and _GERMAN_OFFICE.fullmatch(word) is not None)


def _leading_name(piece: str, vocabulary: Vocabulary) -> str | None:
    words = piece.split()
    kept: list[str] = []
    for word in words[:6]:
        bare = word.strip(".,;:!?\"'“”()")
        if not bare:
            break
        if bare.lower() in _PARTICLES and (kept or len(words) > 1):
            kept.append(bare)
        elif names.starts_like_a_name(bare):
            kept.append(bare.removesuffix("'s").removesuffix("’s"))
        else:
            break
    while kept and kept[-1].lower() in _PARTICLES:
        kept.pop()
    name = " ".join(kept)
    return name if kept and _is_name(name, vocabulary) else None


def _with_title(name: str, whole: str) -> str:
    """A surname alone keeps its title, so that it is not taken for a first name: "Frau Doe"."""
    before = whole[: whole.rfind(name)].split() if name in whole else []
    return f"{before[-1]} {name}" if " " not in name and before and names.is_title(before[-1]) else name


def names_that_end(before: str, vocabulary: Vocabulary) -> list[str]:
    kept: list[str] = []
    before = _PARENTHESES.sub(" ", before[-200:]).rstrip()
    from_somewhere = _FROM_SOMEWHERE.search(before) if vocabulary.spaced else None
    if from_somewhere is not None and names.is_given_name(from_somewhere[1]):
        name = " ".join(filter(None, from_somewhere.groups()))
        return [name] if _is_name(name, vocabulary) else []
    if not vocabulary.spaced:
        people = re.split(r"(?<=[^\W\d_]{2})\s?と", re.split(r"[。、\uff1a:]", before)[-1])
        found = [" ".join(one.rpartition("の")[2].split()[-2:]) for one in people]
        return [name for name in found if len(name) > 1 and _is_name(name, vocabulary)]
    words = before.split()
    if len(words) > 1 and words[-1].lower() in _PRONOUNS:
        before = " ".join(words[:-1]).rstrip(",; ")  # "Jane Doe, who leads", "Jane Doe; she leads"
    if before.endswith(",") and "," in before[:-1]:
        # "Jane Doe, our head of marketing, would like to"; but "our head of marketing, Jane Doe, would like to"
        name, _, remark = before[:-1].rpartition(",")
        before = remark if len(remark.split()) in (2, 3) and remark.strip()[:1].isupper() else name
    for word in reversed(before.split()[-5:]):
        bare = word.strip(",;:\"'“”")
        if kept and _INITIAL.fullmatch(word):
            kept.append(bare)  # "G. Lockyer" is whole
            break
        if not bare or (word.endswith((".", "!", "?", ":", ",")) and kept):
            break
        if names.starts_like_a_name(bare) or (kept and bare.lower() in _PARTICLES):
            kept.append(bare)
        else:
            break
    while kept and kept[-1].lower() in _PARTICLES:
        kept.pop()
    whole = " ".join(reversed(kept))
    name = _without_job(whole, vocabulary)
    return [_with_title(name, whole)] if kept and _is_name(name, vocabulary) else []


def _is_name(name: str, vocabulary: Vocabulary) -> bool:
    if len(name) < 2 or not names.is_personal(name) or any(ch.isdigit() for ch in name):
        return False
    lowered = plain(name)
    patterns = [vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process]
    if not names.ends_in_occupational_surname(name):
        patterns.extend(heads_of(vocabulary))
    return vocabulary.never.match(lowered) is None and not any(pattern.search(lowered) for pattern in patterns)
