"""The role that an answer says it is about, as the vacancy announces it."""

import pytest

from afterword.understand.hits import role_in, vocabulary


@pytest.mark.parametrize(
    ("sentence", "language", "role"),
    [
        ("Vacancy 2231: Night Porter", "en", "Night Porter"),
        ("für die Position Nachtportier geschickt", "de", "Nachtportier"),
        ("Te apuntaste a la vacante Portero de Noche (Vigo)", "es", "Portero de"),
        ("votre candidature au poste Veilleur de Nuit", "fr", "Veilleur de Nuit"),
        ("per la posizione Portiere Notturno", "it", "Portiere Notturno"),
        ("Vacature Nachtportier", "nl", "Nachtportier"),
        ("sua inscrição na vaga Porteiro Noturno", "pt", "Porteiro Noturno"),
        ("Ogłoszenie: Portier Nocny", "pl", "Portier Nocny"),
        ("Vous avez postulé en mars au poste de veilleur de nuit.", "fr", "veilleur de nuit"),
        ("夜間警備員職へのご応募ありがとうございます。", "ja", "夜間警備員"),
    ],
)
def test_a_vacancy_announces_its_role(sentence: str, language: str, role: str) -> None:
    found = role_in("", [sentence], vocabulary(language))
    assert found is not None
    assert found.startswith(role)


def test_the_number_of_a_vacancy_is_no_role() -> None:
    assert role_in("", ["Vacature 26-031"], vocabulary("nl")) is None


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("今回の求人には多くのご応募をいただきました。", "ja"),
        ("現職の都合もおありかと存じます。", "ja"),
        ("Für die Stelle Bewerber zu finden war schwer.", "de"),
        ("Dziękujemy, na stanowisko w naszym zespole wybraliśmy kogoś innego.", "pl"),
    ],
)
def test_what_follows_a_vacancy_may_be_no_role(sentence: str, language: str) -> None:
    assert role_in("", [sentence], vocabulary(language)) is None


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("If you have also put in for the Yard Foreman job, that goes its own way.", "en"),
        ("Should you prefer the Ferry Steward post, say so.", "en"),
        ("Falls Sie sich auch für die Stelle als Bootsbauer beworben haben, hören Sie gesondert davon.", "de"),
        ("Si vous avez aussi postulé au poste de Gréeur, vous aurez un autre courrier.", "fr"),
        ("También se cubrió el puesto de Calafate.", "es"),
        ("Anche la posizione di Velaio è chiusa.", "it"),
        ("Ook de functie van Zeilmaker is vergeven.", "nl"),
        ("Também a vaga de Veleiro está fechada.", "pt"),
    ],
)
def test_a_role_that_is_named_by_the_way_is_not_what_it_is_about(sentence: str, language: str) -> None:
    assert role_in("", [sentence], vocabulary(language)) is None


@pytest.mark.parametrize(
    ("sentence", "language", "role"),
    [
        ("Thank you for also applying for the Yard Foreman role.", "en", "Yard Foreman"),
        ("Vielen Dank, dass Sie sich auch auf die Stelle als Bootsbauer beworben haben.", "de", "Bootsbauer"),
        ("Merci d'avoir aussi postulé au poste de Gréeur.", "fr", "Gréeur"),
    ],
)
def test_a_role_that_one_is_thanked_for_is_what_it_is_about(sentence: str, language: str, role: str) -> None:
    assert role_in("", [sentence], vocabulary(language)) == role


def test_a_role_in_the_subject_is_what_it_is_about() -> None:
    assert role_in("Your application: Yard Foreman", ["We also met others."], vocabulary("en")) == "Yard Foreman"
