"""Everything that touches the world outside: mail servers, the state file, the keyring. Almost no branches.

Nothing is looked up about anybody: connections go to the configured hosts alone (K2).
"""
