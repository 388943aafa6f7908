"""T8: words of the user's notes that look misspelled, in each language that we write."""

import sys

import pytest

from afterword.adapters.spelling import doubts


@pytest.fixture(autouse=True)
def _fresh() -> None:
    doubts.cache_clear()


@pytest.mark.parametrize(
    "language,text,expected",
    [
        ("en", "I recieved the board and definately liked the story of Tom.",
         {"recieved": "received", "definately": "definitely"}),
        ("de", "Ich habe die Frage vergesen, das Gespräch war gut.", {"vergesen": "vergessen"}),
        ("es", "Me gustó la conversacion sobre los sistemas y olvidé una cosa.", {"conversacion": "conversación"}),
        ("fr", "J'ai oublié l'outil de developpement dans notre conversaton.",
         {"developpement": "développement", "conversaton": "conversation"}),
        ("it", "Mi ha fatto piacere la conversazone sull'affidabilità.", {"conversazone": "conversazione"}),
        ("nl", "Ik vergat te vertelen over het gesprek.", {"vertelen": "vertellen"}),
        ("pt", "Gostei da conversasão sobre a equipa.", {"conversasão": "conversação"}),
    ],
)  # fmt: skip
def test_a_slip_is_doubted(language: str, text: str, expected: dict[str, str]) -> None:
    assert dict(doubts(text, language)) == expected


@pytest.mark.parametrize(
    "language,text",
    [
        (
            "en",
            "I wrote the CAN test tooling for the bootloader and iOS; see ci_runner or sam.rivera.",
        ),
        ("en", "There the team of Prya builds kubernetes clusters and microservices."),
        ("en", "Ich habe die Frage vergesen und das Gespräch war gut."),
        ("de", "Das Softwareentwicklungsteam arbeitet an der Feldaktualisierung."),
        ("es", "La fiabilidad de los sistemas: me gustó, y escribí."),
        ("xx", "Something recieved."),
        ("en", ""),
    ],
)
def test_what_may_be_right_is_not_doubted(language: str, text: str) -> None:
    assert doubts(text, language) == ()


def test_names_and_terms_of_the_application_are_right() -> None:
    text = "The receiver of tialing is good."
    assert dict(doubts(text, "en")) == {"tialing": "tailing"}
    assert doubts(text, "en", ("Tialing Systems",)) == ()


def test_a_capital_stays_a_capital() -> None:
    assert doubts("Definately a good talk with the team.", "en") == (("Definately", "Definitely"),)


def test_doubts_are_few() -> None:
    text = "recieved definately beleive goverment occured seperate untill wich and the good words that we all know well"
    assert len(doubts(text + " and some more of these plain words here", "en")) <= 5


def test_without_the_word_lists_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spellchecker", None)
    assert doubts("I recieved the the board.", "en") == (("the the", "the"),)


@pytest.mark.parametrize("text", ["Duran Duran played.", "It is a so-so sort of day.", "That that-clause is long."])
def test_a_doubled_word_may_be_right(text: str) -> None:
    assert doubts(text, "en") == ()
