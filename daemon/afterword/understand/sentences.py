"""Text to sentences, and the plain form of a sentence that phrases are looked for in."""

import re
import unicodedata

LONGEST_SENTENCE = 2_000
"""Characters; what is longer is no sentence that anybody wrote, and is cut there."""

_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_END = re.compile(r"(?<=[.!?…。!?])[\"'”’»)\]]*(?:\s+|(?<=[。!?]))")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|nr|req|ref|vs|approx|inc|ltd|co|corp|dept|tel|e\.g|i\.e|a\.m|p\.m|w\.c|"
    r"a\.s|jl|ing|einschl|inkl|sem|tyg|dokł|sig|sigg|dott|dott\.ssa|gent|ns|vs|spett|egr|z\.b|bzw|ca|evtl|inkl|u\.a|d\.h|m|mme|mlle|dra|sr|sra|bijv|"
    r"jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|okt|nov|dec|dez|[a-z])\.$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:^|[\s(,])(?:(?P<any>Mo|Di|Mi|Do|Fr)|mo|di|mi|do|fr|ma|wo|vr|za|tue|wed|thu|fri|mon|lun|mar|mer|jeu|ven|jue|vie|gio|pn|wt|śr|czw|pt)\.$"
)
"""Of these only the German ones are never the end of a sentence."""
_DAY_OF_MONTH = re.compile(r"(?:^|[\s(–-])\d{1,2}\.$")
_COUNTED = re.compile(
    r"(?:J[aä]n|Feb|Mär|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|KW|Kalenderwoche|Quartal|Advent|Halbjahr|Monat|Woche|Tag|"
    r"Runde|Stock|OG|Etage|Gespräch|Interview|Termin|Stufe|Platz|Klasse|Semester|Weihnacht)"
)
"""What German counts, with a capital: "am 4. Mai", "im 2. Stock". Else a number that a full stop follows ends it."""
_DAY_AND_MONTH = re.compile(r"(?:^|[\s(])\d{1,2}\.\d{1,2}\.$")
# Where a line of a script without spaces was wrapped, nothing stands between.
_WIDE = r"\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_UNSPACED = re.compile(rf"(?<=[{_WIDE}]) (?=[0-9{_WIDE}])|(?<=[0-9]) (?=[\u3040-\u30ff\u3400-\u9fff])")
_PLAIN = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\ufeff"), ""),
}


def sentences(text: str) -> list[str]:
    """The sentences of ``text`` as written, white space folded, so that it does not matter where lines were wrapped.

    A blank line ends a sentence. An abbreviation or an ordinal ("am 4. Mai") does not.
    """
    paragraphs = (_UNSPACED.sub("", " ".join(paragraph.split())) for paragraph in _PARAGRAPHS.split(text))
    return [sentence for paragraph in paragraphs for sentence in _of_paragraph(paragraph)]


def plain(sentence: str) -> str:
    """``sentence`` in the form that phrases match: NFKC, lower case, straight quotes and hyphens, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", sentence).translate(_PLAIN).lower().split())


def _of_paragraph(paragraph: str) -> list[str]:
    found = []
    begin = 0
    for end in _END.finditer(paragraph):
        so_far, rest = paragraph[begin : end.start()], paragraph[end.end() :]
        if so_far.endswith(".") and _goes_on(so_far, rest):
            continue
        found.append(paragraph[begin : end.end()].strip())
        begin = end.end()
    found.append(paragraph[begin:].strip())
    return [sentence[:LONGEST_SENTENCE] for sentence in found if sentence]


def _goes_on(so_far: str, rest: str) -> bool:
    tail = so_far[-12:]
    if _DAY_AND_MONTH.search(tail):
        return rest[:1].islower()
    weekday = _WEEKDAY.search(tail)
    if weekday and (weekday["any"] or rest[:1].islower() or rest[:1].isdigit()):
        return True
    return bool(_ABBREVIATION.search(tail)) or (
        bool(_DAY_OF_MONTH.search(tail)) and (rest[:1].islower() or bool(_COUNTED.match(rest)))
    )
