"""Every mail program that a user may have, on every kind of server, beside the real process.

`tests.servers.clients` has the habits as values; `hand.py` what somebody does with a draft in that program; `stage.py`
a mailbox in which each program has drafts of its own.
"""
