"""Access by OAuth 2.0 (RFC 6749): asked for once, with a code or in a browser, and refreshed at every login.

oauthlib makes the requests and reads the answers; the few bytes that go over the network are ours (`endpoint.py`).
Nothing of it is loaded but where an account has ``[account.oauth]``.
"""
