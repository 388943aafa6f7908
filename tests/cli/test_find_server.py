"""In which order the servers of an address are looked for, and who is believed."""

from argparse import ArgumentParser

import pytest

from afterword.adapters.providers import OF_MOZILLA, OF_THE_DOMAIN, PROVIDERS, Autoconfig, Provider, Server
from afterword.cli import find_outgoing, find_server, setup
from afterword.cli.asking import Questions
from afterword.cli.find_outgoing import Outgoing
from afterword.cli.find_server import Found
from afterword.config import Security
from afterword.errors import NothingFound

ADDRESS, DOMAIN = "sam@own.example", "own.example"
OWN, FOREIGN = Server("imap.own.example"), Server("imap.hosting.example")
NOBODY = Questions(possible=False)


class Network:
    """What is told of a domain, and who was asked for it, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, object] = {}
        for name in ("takes_mail_for", "announced", "takes_mail", "guessed"):
            monkeypatch.setattr(find_server, name, lambda domain, name=name: self._answer(name, domain))
        monkeypatch.setattr(
            find_server,
            "autoconfig",
            lambda domain, places=OF_THE_DOMAIN: self._answer(
                {OF_THE_DOMAIN: "its own", OF_MOZILLA: "Mozilla"}[places], domain
            ),
        )

    def _answer(self, name: str, domain: str) -> object:
        assert domain == DOMAIN
        self.asked.append(name)
        return self.answers.get(name)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    return Network(monkeypatch)


def found(*flags: str, address: str = ADDRESS, questions: Questions = NOBODY) -> Found:
    parser = ArgumentParser()
    setup.add_arguments(parser)
    return find_server.find_server(parser.parse_args(list(flags)), address, questions)


def test_who_is_named_and_who_is_known_is_looked_for_nowhere(network: Network) -> None:
    assert found("--host", "mx.example.org", "--security", "starttls").server == Server(
        "mx.example.org", 143, Security.STARTTLS
    )
    assert found(address="sam@yahoo.com").provider is PROVIDERS["yahoo"]
    assert found("--provider", "gmail").provider is PROVIDERS["gmail"]
    assert network.asked == []


def test_the_order_ends_where_something_is_found(network: Network) -> None:
    order = ["takes_mail_for", "its own", "announced", "takes_mail", "Mozilla", "guessed"]
    with pytest.raises(NothingFound, match="--host"):
        found()
    order.remove("Mozilla")
    assert network.asked == order, "a domain that takes no mail is mistyped, and nothing to tell Mozilla of"
    order.insert(4, "Mozilla")
    answers = {
        "takes_mail_for": PROVIDERS["fastmail"], "its own": Autoconfig(FOREIGN), "announced": OWN,
        "Mozilla": Autoconfig(FOREIGN), "guessed": OWN,
    }  # fmt: skip
    for name, answer in answers.items():
        network.asked, network.answers = [], {"takes_mail": True, name: answer}
        assert found().server == (answer.server if isinstance(answer, Provider | Autoconfig) else answer)
        assert network.asked == order[: order.index(name) + 1]


def test_a_server_outside_the_domain_that_the_dns_names_is_taken_only_after_a_yes(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.answers = {"announced": FOREIGN, "guessed": OWN}
    assert found().server == OWN, "who can forge the DNS gets no password"
    for typed, expected in (("y", FOREIGN), ("", OWN)):
        asked: list[str] = []
        monkeypatch.setattr(
            "builtins.input", lambda question, typed=typed, asked=asked: asked.append(question) or typed
        )
        assert found(questions=Questions(possible=True)).server == expected
        assert asked == [f"{DOMAIN} names {FOREIGN.host} as its mail server. Is that right? [y/N]: "]


def test_where_mail_is_handed_in_is_believed_no_more_easily(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = ArgumentParser()
    setup.add_arguments(parser)
    options = parser.parse_args([])
    known, announced = Server("smtp.hosting.example", 587, Security.STARTTLS), Server("smtp.own.example", 465)

    def outgoing(one: Found, username: str = "sam") -> Outgoing:
        return find_outgoing.find_outgoing(options, one, username, ADDRESS, NOBODY)

    told = Found(OWN, username="sam", outgoing=known, outgoing_username=ADDRESS)
    assert outgoing(told) == Outgoing(known, ADDRESS)
    assert outgoing(told, ADDRESS) == Outgoing(known), "the same user name is not written down twice"
    monkeypatch.setattr(find_outgoing, "guessed_outgoing", lambda _: None)
    monkeypatch.setattr(find_outgoing, "announced_outgoing", lambda _: announced)
    assert outgoing(Found(OWN)) == Outgoing(announced)
    monkeypatch.setattr(find_outgoing, "announced_outgoing", lambda _: Server("smtp.attacker.example"))
    with pytest.raises(NothingFound, match="--smtp-host"):
        outgoing(Found(OWN))
    monkeypatch.setattr(find_outgoing, "guessed_outgoing", lambda _: announced)
    assert outgoing(Found(OWN)) == Outgoing(announced)
    options.host = "imap.own.example"
    with pytest.raises(NothingFound):
        outgoing(Found(OWN))
