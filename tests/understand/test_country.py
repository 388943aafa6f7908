"""The country of the other side, by the place of the interview and by telephone numbers (T3, C2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.understand.country import _places, country_of


@pytest.mark.parametrize(
    "place, country",
    [
        ("Acme GmbH, Musterstraße 12, 80331 München", "DE-BY"),
        ("Musterstr. 5a, Berlin", "DE-BE"),
        ("Musterstraße 12, 10115 Berlin, Deutschland", "DE-BE"),
        ("1 Example Street, London EC1A 1BB", "GB-ENG"),
        ("1 Example Street, Edinburgh, EH1 1AA, UK", "GB-SCT"),
        ("12 rue de l'Exemple, 75002 Paris", "FR"),
        ("12 bis rue de l'Exemple, 75002 Paris, France", "FR"),
        ("Calle Ejemplo 3, 28013 Madrid, España", "ES-MD"),
        ("Rua Exemplo 3, 1200-192 Lisboa", "PT-11"),
        ("Voorbeeldstraat 1, 1012 AB Amsterdam", "NL"),
        ("Via Esempio 7, 20121 Milano", "IT-MI"),
        ("Bahnhofstrasse 1, 8001 Zürich, Schweiz", "CH-ZH"),
        ("100 Example Avenue, New York, NY 10001", "US-NY"),
        ("Acme, Toronto, Canada", "CA-ON"),
        ("Germany", "DE"),
        ("Paris, Texas, United States", "US"),
        # meeting rooms, places of no country, and places of two
        ("Berlin", None),
        ("Room Tokyo, 3rd floor", None),
        ("Tokyo, floor 3", None),
        ("Meeting room London, Musterstraße 4", None),
        ("Zoom", None),
        ("https://meet.example/paris", None),
        ("", None),
        ("Berlin, Germany / Paris, France", None),
        ("Germany, France", None),
    ],
)
def test_t3_a_place_tells_a_country_where_it_is_an_address(place: str, country: str | None) -> None:
    assert country_of(place, "") == country


@pytest.mark.parametrize(
    "text, country",
    [
        ("Best regards\nLena Vogt\nTel.: +49 89 123456-0", "DE"),
        ("Lena Vogt\nPhone +44 (0)20 7946 0000", "GB"),
        ("Tél. : +33 1 23 45 67 89\nPortable : +33 6 12 34 56 78", "FR"),
        ("T +351 21 123 45 67", "PT"),
        ("M: +31 6 12345678", "NL"),
        # the owner's perhaps, one of several, shared between countries, no number of a phone
        ("We will call you on +44 7700 900123.", None),
        ("Tel: +49 89 1234567\nTel: +33 1 23 45 67 89", None),
        ("Phone: +1 212 555 0100", None),
        ("Phone: 089 1234567", None),
        ("Tel: +49", None),
        ("Testing: +49 89 1234567", None),
    ],
)
def test_t3_a_number_tells_a_country_where_it_is_theirs(text: str, country: str | None) -> None:
    assert country_of("", text) == country


def test_a_place_tells_more_than_a_number() -> None:
    assert country_of("Musterstraße 1, 1010 Wien", "Tel.: +49 89 1234567") == "AT"


def test_every_place_is_one_whose_holidays_are_known() -> None:
    from holidays import list_supported_countries

    known, places = list_supported_countries(), _places()
    for told in (*places.codes.values(), *places.countries.values(), *places.towns.values()):
        country, _, part = told.partition("-")
        assert country in known, told
        assert not part or part in known[country], told


@given(st.text(max_size=400), st.text(max_size=400))
def test_nothing_breaks_it(place: str, text: str) -> None:
    country_of(place, text)
