"""The sentence model and the weighing of whole messages: sound files, and sense in every language they know."""

import math
from pathlib import Path

import pytest

from afterword.model import Signal
from afterword.understand import likeness, vocabulary, weighing
from afterword.understand.likeness import Header, Meaning, packed, places_of, unpacked
from afterword.understand.meanings import lexicon
from afterword.understand.mime import parse
from afterword.understand.reply import read_reply

A_MEGABYTE = 1_000_000


def likest(sentence: str, language: str) -> Meaning:
    odds = likeness.model().likeness(sentence, lexicon(language))
    assert sum(odds.values()) == pytest.approx(1.0)
    return max(odds, key=lambda meaning: odds[meaning])


@pytest.mark.parametrize(
    ("language", "sentence", "meaning"),
    [
        ("en", "The trustees have given the post to a curator from Leeds.", Meaning.REJECTION),
        ("en", "We'd like you to sit down with the finance director on Tuesday.", Meaning.NEXT_STEP),
        ("de", "Die Kommission berät darüber noch, vor Ostern wird das nichts.", Meaning.HOLDING),
        ("fr", "Le jury a préféré une candidate venue de Lyon.", Meaning.REJECTION),
        ("es", "Te mando el contrato para que lo firmes.", Meaning.OFFER),
        ("pt", "Dá-lhe jeito vir cá sexta falar com o nosso encarregado?", Meaning.NEXT_STEP),
        ("it", "Sono in ferie fino a lunedì.", Meaning.ABSENCE),
        ("nl", "Met vriendelijke groet, Anouk", Meaning.NEUTRAL),
    ],
)
def test_sentences_that_nobody_trained_on_are_like_others(language: str, sentence: str, meaning: Meaning) -> None:
    assert sentence not in (Path(__file__).parents[2] / f"training/sentences/{language}.tsv").read_text("utf-8")
    assert likest(sentence, language) is meaning


def test_a_model_survives_its_file() -> None:
    header = Header(list(Meaning), ["en"], likeness.BUCKETS, 0.5, [0.0] * len(Meaning), "of nothing")
    again = unpacked(packed(header, b"\1" * likeness.BUCKETS, bytes(likeness.BUCKETS * len(Meaning))))
    assert again.header == header
    assert set(again.likeness("anything", lexicon("en")).values()) == {1 / len(Meaning)}


def test_of_what_is_not_known_no_weight_is_kept_and_each_other_has_its_own() -> None:
    header = Header([Meaning.OFFER, Meaning.NEUTRAL], ["en"], likeness.BUCKETS, 1.0, [0.0, 0.0], "of one feature")
    places = places_of("we offer", lexicon("en"))
    known, weights = bytearray(likeness.BUCKETS), bytearray(2 * likeness.BUCKETS)
    for place in range(0, likeness.BUCKETS, 3):
        known[place] = 1
    for number, place in enumerate(places):
        weights[place], known[place] = number, number % 2
    again = unpacked(packed(header, bytes(known), bytes(weights)))
    assert len(again.weights) == 2 * sum(known)
    odds = again.likeness("we offer", lexicon("en"))
    counted = range(1, len(places), 2)
    assert math.log(odds[Meaning.OFFER] / odds[Meaning.NEUTRAL]) == pytest.approx(
        sum(counted) / math.sqrt(len(counted))
    )


def test_the_models_are_small_and_complete() -> None:
    folder = Path(vocabulary.__file__).parent
    assert (folder / likeness.MODEL).stat().st_size + (folder / weighing.WEIGHTS).stat().st_size < A_MEGABYTE
    assert set(likeness.model().header.meanings) == set(Meaning)
    assert set(weighing.weights().bias) == set(weighing.weights().signs) == set(weighing.WEIGHED)
    trained = {file.stem for file in (Path(__file__).parents[2] / "training/sentences").glob("*.tsv")}
    assert likeness.languages() == trained


def test_odds_of_no_signs_are_those_of_the_bias() -> None:
    odds = weighing.weighed({})
    assert sum(odds.values()) == pytest.approx(1.0)
    bias = weighing.weights().bias
    assert max(odds, key=lambda one: odds[one]) is max(bias, key=lambda one: bias[one])


def test_what_is_like_an_answer_says_so_with_its_sentence() -> None:
    letter = (
        b"From: Tara Quay <tara@harbour.example>\nTo: sam@example.org\nSubject: Re: Thank you\n"
        b"In-Reply-To: <note@mail.example.org>\nDate: Wed, 4 Mar 2026 10:00:00 +0000\n\n"
        b"Hello Sam,\n\nthank you for the visit. We have given the tug to my nephew instead.\n\nTara\n"
    )
    reply = read_reply(parse(letter), has_invites=False)
    assert reply is not None
    assert reply.signal is Signal.REJECTION
    assert reply.evidence is not None
    assert "nephew" in reply.evidence
