"""Where the mail of an address is read: a table of the big providers, else what the domain's own servers tell."""

from afterword.adapters.providers.guess import guessed
from afterword.adapters.providers.names import announced, belongs_to, takes_mail_for
from afterword.adapters.providers.table import PROVIDERS, Provider, Server, provider_of

__all__ = [
    "PROVIDERS",
    "Provider",
    "Server",
    "announced",
    "belongs_to",
    "guessed",
    "provider_of",
    "takes_mail_for",
]
