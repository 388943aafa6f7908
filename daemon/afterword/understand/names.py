"""Names of people as they stand in mail: is it a person's name, and by which first name does one greet them (T5)?

Order is told, in turn, by a comma, by capitals ("DOE Jane"), by the address ("anna.kowalska@" for "Kowalska Anna"), by
the script, and by lists of given names; without any of these the given name comes first. An initial is no first name,
and a surname alone is none either: then there is no first name rather than a wrong one.
"""

import re
import unicodedata
from functools import lru_cache

from msgspec.structs import replace

from afterword import addresses
from afterword.model import Person
from afterword.understand.vocabulary.naming import naming

_MAX_NAME = 120
_AFTER_BAR = re.compile(r"\s*(?:\||·|•|//|\s[-–—/@]\s|\s(?:at|from|von|bei|chez|de chez|via|w/)\s).*$")
_OPEN, _CLOSE = r"(\[\uff08\u3010", r")\]\uff09\u3011"  # the full-width ones of East Asia too
_PARENTHESES = re.compile(rf"[{_OPEN}][^{_OPEN}{_CLOSE}]*[{_CLOSE}]?")
_NICKNAME = re.compile(r"[\"“”„‘«]\s*([^\W\d_][\w'’-]{1,20})\s*[\"“”’»]")
_NICKNAME_IN_PARENTHESES = re.compile(r"^[^\s(]+\s+\(([^\W\d_][\w'’-]{1,20})\)\s+[^\W\d_]")
_HAN = re.compile(r"[㐀-鿿々豈-﫿]")
_KANA = re.compile(r"[぀-ヿ]")
_HANGUL = re.compile(r"[가-힯]")
_JAPANESE_FIRM = re.compile(
    r"(?:物産|商事|製作所|事務所|工業|電機|電器|商店|商会|銀行|病院|大学|テック|システムズ?|ホールディングス|グループ|研究所|製薬|建設|"
    r"不動産|出版|食品|運輸|物流|印刷|ソフト|通信|電力|信用金庫|学園|ホテル|旅館|酒造|農園|工房|書店|薬局|製菓|産業|技研|工務店|法人|"
    r"保育園|幼稚園|学校|高校|大学院|協会|財団|組合|市役所|区役所|町役場|役場|クリニック|医院|歯科|運送|観光|交通|鉄道|航空|証券|生命|"
    r"図書館|美術館|博物館|動物園|水族館|劇場|牧場|リゾート|スタジオ|ラボ|ワークス|デザイン|フーズ|ファーム|エナジー|モータース|"
    r"クラウド|コーポレーション|カンパニー|ベーカリー|カフェ)"
    r"(?=$|[\uff09)」\]\s\u3000])"
)
# "Ausbildungsteam", "Personalabteilung", "bestuurssecretariaat": words made of another and an office.
_OFFICE = re.compile(
    r".{3,}(?:team|abteilung|buro|buero|amt|verwaltung|leitung|fuhrung|fuehrung|secretariaat|afdeling|sekretariat|zentrum)$"
)
_PARTICLES = frozenset("van von de den der het 't ter ten te la le di da del du dos das".split())
_SYLLABLE = re.compile(r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh|hs|ts)?y?[aeiouü]{1,3}(?:n|ng|h|k|t|p|m|r|w|y)?")
_NON_NAME = re.compile(r"[@\d_#:/\\<>!?=+*&%$\[\]{}]|https?|www\.")


def person(email: str | None, name: str | None) -> Person:
    """A person with the name as written (blank or just the address: None), and the first name where it can be told."""
    written = " ".join((name or "").split())[:_MAX_NAME].strip(" \"'“”,;")
    if addresses.normal(written) is not None and " " not in written:
        written = ""  # Google puts the address where the name should be
    if email is not None and written.lower() == email.partition("@")[0]:
        # The local part is no name when it is written in lower case; "Jane" before "jane@" is one.
        written = written if written[:1].isupper() else ""
    return Person(email=email, name=written or None, first_name=first_name(written or None, email))


def renamed(known: Person, name: str) -> Person:
    """The same person under a name found elsewhere (in the text, in another attendee line)."""
    return replace(person(known.email, name), email=known.email)


@lru_cache(maxsize=4096)
def first_name(name: str | None, email: str | None = None) -> str | None:
    """What one greets a person by, or None where that cannot be told."""
    if not name:
        return _from_address(email)
    if not is_personal(name):
        return None
    nickname = _NICKNAME.search(name) or _NICKNAME_IN_PARENTHESES.search(name)
    # Capitals in quotes are initials; one is not greeted by them.
    is_initials = nickname is not None and nickname[1].isupper() and len(nickname[1]) < 4
    if nickname and not is_initials and nickname[1].lower() not in naming().titles:
        return _cased(nickname[1])
    tokens, surname_first = _tokens(name)
    if not tokens:
        return None
    if surname_first:
        return _given(tokens)
    if _HAN.search(name) or _KANA.search(name) or _HANGUL.search(name):
        return _east_asian(tokens)
    if len(tokens) == 1:
        return None if _is_formal(name, tokens[0], email) else _single(tokens[0], email)
    if len(tokens) > 2 and _fold(tokens[0]) in naming().vietnamese_surnames:
        return _cased(tokens[-1])
    if _is_surname_of_chinese(tokens):
        return " ".join(_cased(token) for token in tokens[1:])
    if tokens[0].islower() and tokens[0] in _PARTICLES:
        tokens = _behind_surname(tokens)  # "van Dijk Anouk"
    return _given(_given_first(tokens, email))


def _is_formal(name: str, token: str, email: str | None) -> bool:
    """Is it "Ms Doe" or "Frau Doe", a surname behind its courtesy title; or "Dr Doe", where no address tells more?"""
    before = _fold(name.split()[0])
    formal = before in naming().courtesy_titles or (email is None and is_title(before) and before != _fold(token))
    return formal and not _is_given_name(token)


def _tokens(name: str) -> tuple[list[str], bool]:
    """The words of the name without titles, degrees, company and remarks; and are they the given names alone?"""
    words = naming()
    kept = _PARENTHESES.sub(" ", name)
    kept = _NICKNAME.sub(" ", kept)
    kept = _AFTER_BAR.sub("", kept)
    parts = [part.split() for part in re.split(r"[,\uff0c]", kept)]
    parts = [[token for token in part if _fold(token) not in words.titles] for part in parts]
    parts = [part for part in parts if part]
    if not parts:
        return [], False
    if len(parts) > 1 and len(parts[0]) <= 3 and _is_given(parts[1]):
        return parts[1], True  # "Doe, Jane"
    tokens = parts[0]
    while len(tokens) > 1 and re.fullmatch(r"(?i)(?:jr|sr|ii|iii|iv)\.?", tokens[-1]):
        tokens = tokens[:-1]
    return [re.sub(r"(?:さん|さま|様|氏|先生|님|씨)$", "", token) or token for token in tokens], False


def _is_given(tokens: list[str]) -> bool:
    # What follows the comma is a given name, or else a company or a job: "Jane Doe, Acme GmbH".
    return len(tokens) <= 3 and not any(_fold(token) in naming().not_a_name for token in tokens)


def _given_first(tokens: list[str], email: str | None) -> list[str]:
    """The same words with the given name first."""
    first, last = tokens[0], tokens[-1]
    capitals = [_is_capitals(token) for token in tokens]
    if any(capitals) and not all(capitals):
        long = any(capital and len(token) > 2 for capital, token in zip(capitals, tokens, strict=True))
        if capitals[0] and not capitals[-1] and long:
            return [token for token in tokens if not _is_capitals(token)] + [first]
        return tokens
    by_address = _order_in_address(first, last, email)
    if by_address is not None:
        return tokens if by_address else [*tokens[1:], first]
    if _comes_first(first) and len(tokens) == 2 and not _comes_first(last):
        return [last, first]
    return [*tokens[1:], first] if _is_surely_given(last) and not _is_given_name(first) else tokens


def _comes_first(token: str) -> bool:
    """Is it a family name of Hungary, Japan or China, where family names stand first?"""
    return _fold(token) in naming().surnames_that_come_first


def _behind_surname(tokens: list[str]) -> list[str]:
    """The given names behind a surname that begins with particles; all the words where nothing is behind it."""
    surname = next((index for index, token in enumerate(tokens) if token not in _PARTICLES), len(tokens))
    return tokens[surname + 1 :] or tokens


def _is_surname_of_chinese(tokens: list[str]) -> bool:
    """Is it "Lim Wei Jie" or "Tan Wei-Ling": a family name, then a given name of two syllables?"""
    given = [piece for token in tokens[1:] for piece in token.split("-")]
    syllables = len(given) == 2 and all(_SYLLABLE.fullmatch(piece.lower()) for piece in given)
    surnames = naming().surnames_of_chinese
    return syllables and _fold(tokens[0]) in surnames and _fold(tokens[-1]) not in surnames


def _is_given_name(token: str) -> bool:
    folded = _fold(token)
    return folded in naming().given_names or (
        "-" in folded and all(part in naming().given_names for part in folded.split("-"))
    )


def _is_surely_given(token: str) -> bool:
    return _is_given_name(token) and _fold(token) not in naming().also_surnames


def _order_in_address(first: str, last: str, email: str | None) -> bool | None:
    """Does the address show ``first`` to be the given name? None where it says nothing."""
    if email is None:
        return None
    local = email.partition("@")[0].partition("+")[0]
    words = [_fold(word) for word in re.split(r"[._\-]", local) if word]
    one, two = _fold(first), _fold(last)
    if one == two or not words:
        return None
    if len(words) > 1:
        if one in words and two in words:
            return words.index(one) < words.index(two)
        if (words[0] == one[:1] and words[-1] == two) or (words[0] == one and words[-1] == two[:1]):
            return True
        if (words[0] == two[:1] and words[-1] == one) or (words[0] == two and words[-1] == one[:1]):
            return False
        return None
    word = words[0]
    if len(two) > 2 and word == one[:1] + two:
        return True
    if len(one) > 2 and word == two[:1] + one:
        return False
    if word in (one + two, one + two[:1]):
        return True
    if word in (two + one, two + one[:1]):
        return False
    return None


def _given(tokens: list[str]) -> str | None:
    for index, token in enumerate(tokens):
        bare = token.strip(".,'’")
        if len(bare) > 1 and not (token.endswith(".") and len(bare) <= 2) and any(ch.isalpha() for ch in bare):
            # "J. Smith": what is left after the initials is a surname.
            only_surname = index > 0 and index == len(tokens) - 1
            return None if only_surname else _cased(bare)
    return None


def _single(token: str, email: str | None) -> str | None:
    bare = token.strip(".,")
    if len(bare) < 2:
        return None
    if email is not None:
        local = [_fold(word) for word in re.split(r"[._\-]", email.partition("@")[0]) if word]
        if len(local) > 1 and local[-1] == _fold(bare) and local[0] != _fold(bare):
            return _from_address(email)  # the surname stands alone
        if len(local) == 1 and len(local[0]) == len(_fold(bare)) + 1 and local[0].endswith(_fold(bare)):
            return None  # "Doe" at "jdoe@"
    return _cased(bare)


def _east_asian(tokens: list[str]) -> str | None:
    if len(tokens) > 1:
        # Family name first; where one word is in Latin letters it is a note, not part of the name.
        native = [token for token in tokens if not token.isascii()]
        return native[-1] if len(native) > 1 else None
    whole = tokens[0].replace("・", "·")
    if "·" in whole:
        return whole.partition("·")[0] or None  # foreign names in kana keep their order
    if _KANA.search(whole) and not _HAN.search(whole):
        return None
    if _HANGUL.search(whole):
        return whole[1:] if len(whole) == 3 else None
    surnames = naming().chinese_surnames
    if len(whole) in (2, 3) and whole[0] in surnames:
        return whole[1:]
    if len(whole) in (3, 4):
        return whole[2:]
    return None


def _from_address(email: str | None) -> str | None:
    """The given name of "given.surname@", the one form that says it; None for every other."""
    if email is None or addresses.is_automated(email) or addresses.is_shared(email):
        return None
    local = email.partition("@")[0].partition("+")[0]
    words = re.split(r"[._]", local)
    if len(words) < 2 or not all(re.fullmatch(r"[^\W\d_][\w'-]*", word) for word in words):
        return None
    if len(words) == 2 and _is_surely_given(words[1]) and not _is_given_name(words[0]):
        words.reverse()
    return _cased(words[0]) if len(words[0]) > 1 and len(words[-1]) > 1 else None


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Could this be the name of one person, not of a team, a room, a company or a machine?"""
    kept = _AFTER_BAR.sub("", _PARENTHESES.sub(" ", name)).strip()
    kept = _NICKNAME.sub(" ", kept)
    before, comma, after = kept.partition(",")
    if comma and " " in before and not _is_given(after.split()):
        kept = before  # "Jane Doe, Acme GmbH"
    if not kept or len(kept) > 80 or _NON_NAME.search(kept):
        return False
    tokens = [token.strip(".,'’\"") for token in kept.split()]
    if len(tokens) > 7 or not any(ch.isalpha() for ch in kept):
        return False
    words = naming().not_a_name
    if len(tokens) == 2 and _is_given_name(tokens[0]) and _fold(tokens[1]) in naming().also_a_surname:
        return True  # "Enrico Sala"
    return not is_firm(kept) and not any(_is_no_name(token, words) for token in tokens)


def _is_no_name(token: str, words: frozenset[str]) -> bool:
    folded = _fold(token)
    if _OFFICE.search(folded):
        return True
    # "SA" is a company, "Sá" a person.
    return folded in words and (len(folded) > 2 or not token.isalpha() or token.isupper())


def is_firm(name: str) -> bool:
    """Does it end as names of Japanese firms do?"""
    return _JAPANESE_FIRM.search(name) is not None


def nominative(name: str) -> str:
    """A Polish name as it is after "z" ("z Dobromirem Sękiem", "z Anną Kowalską"), in the form that one greets by."""
    return " ".join(_nominative(token) for token in name.split())


def _nominative(token: str) -> str:
    for ending, base in (("ą", "a"), ("łem", "eł"), ("kiem", "ek"), ("giem", "g"), ("skim", "ski"), ("ckim", "cki")):
        if token.endswith(ending) and len(token) > len(ending) + 1:
            changed = token[: -len(ending)] + base
            return changed if ending not in ("łem", "kiem") or not token.endswith(("chałem", "skiem")) else token[:-2]
    if token.endswith("em") and len(token) > 4:
        return token[:-2]
    if token.endswith("im") and len(token) > 4:
        return token[:-1]
    return token[:-1] if token.endswith("ym") and len(token) > 4 else token


def is_declined(name: str, written: str) -> bool:
    """Is ``written`` a Polish form of ``name``: "Zbigniewem Gołębiem" of "Zbigniew Gołąb"?"""
    one, two = _tokens(name)[0], _tokens(written)[0]
    if len(one) != 2 or len(two) != 2:
        return False
    given, surname = (_fold(token) for token in one)
    stem = surname[: max(3, len(surname) - 2)]
    return given in (_fold(two[0]), _fold(_nominative(two[0]))) and len(surname) > 3 and _fold(two[1]).startswith(stem)


def is_title(word: str) -> bool:
    """Is it "Dr", "Frau", "dott.ssa" or the like?"""
    return _fold(word) in naming().titles


def without_titles(name: str) -> str | None:
    """The name behind its titles ("Dr Marsh", "Frau Marsh"); None where it has nothing else."""
    words = name.rstrip(".").split()
    while words and is_title(words[0]):
        words = words[1:]
    return " ".join(words) or None


def is_order(word: str) -> bool:
    """Is it what somebody is, as it stands in front of names: "Captain", "Schwester", "suor"?"""
    return _fold(word) in naming().orders


def is_given_name(word: str) -> bool:
    """Is it a common given name?"""
    return _is_given_name(word)


def starts_like_a_name(word: str) -> bool:
    """Does it begin with a capital, or with a letter of a script that has none?"""
    first = word[:1]
    return first.isupper() or (first.isalpha() and not first.isascii() and not first.islower())


def looks_like_given_and_surname(name: str) -> bool:
    """Two or three words that begin with a common given name: sooner a person than a company."""
    tokens = name.split()
    return len(tokens) in (2, 3) and _is_given_name(tokens[0]) and is_personal(name)


def starts_given(name: str) -> bool:
    """Does it begin, or end, with a common given name? Of a shared mailbox this tells a person's name from another."""
    tokens, _ = _tokens(name)
    return bool(tokens) and (_is_given_name(tokens[0]) or _is_given_name(tokens[-1]))


def ends_in_occupational_surname(name: str) -> bool:
    """Two or three words, the last an occupation that is a common surname: "Ann Baker"."""
    tokens = name.split()
    return len(tokens) in (2, 3, 4) and _fold(tokens[-1]) in naming().occupational_surnames


def same_person(a: str, b: str) -> bool:
    """Are these two spellings of one name: the same words in any order, or one of them shortened?"""
    one, two = name_words(a), name_words(b)
    if not one or not two:
        return False
    return one == two or one <= two or two <= one


@lru_cache(maxsize=4096)
def name_words(name: str) -> frozenset[str]:
    """The words of a name, folded, for comparing."""
    tokens, _ = _tokens(name.replace(",", " "))
    return frozenset(_fold(token) for token in tokens if len(token.strip(".")) > 1)


def _is_capitals(token: str) -> bool:
    letters = [ch for ch in token if ch.isalpha()]
    return len(letters) > 1 and all(ch.isupper() for ch in letters) and not _HAN.search(token)


def _cased(token: str) -> str:
    bare = token.strip(".,;:'’")
    if bare.islower() or (bare.isupper() and len(bare) > 2):
        return "-".join(piece[:1].upper() + piece[1:].lower() for piece in bare.split("-"))
    return bare


@lru_cache(maxsize=16384)
def _fold(token: str) -> str:
    """Lower case without accents and outer punctuation: "Paweł." -> "pawel"."""
    lowered = token.strip(".,;:'’\"()").casefold().replace("ł", "l").replace("ø", "o").replace("đ", "d")
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))
