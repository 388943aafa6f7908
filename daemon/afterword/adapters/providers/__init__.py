"""Where the mail of an address is read: a table of the big providers, else what the domain's own servers tell."""

from afterword.adapters.providers.guess import guessed, guessed_outgoing
from afterword.adapters.providers.names import announced, announced_outgoing, belongs_to, takes_mail, takes_mail_for
from afterword.adapters.providers.table import PROVIDERS, Provider, Server, provider_of
from afterword.adapters.providers.thunderbird import OF_MOZILLA, OF_THE_DOMAIN, Autoconfig, autoconfig

__all__ = [
    "OF_MOZILLA",
    "OF_THE_DOMAIN",
    "PROVIDERS",
    "Autoconfig",
    "Provider",
    "Server",
    "announced",
    "announced_outgoing",
    "autoconfig",
    "belongs_to",
    "guessed",
    "guessed_outgoing",
    "provider_of",
    "takes_mail",
    "takes_mail_for",
]
