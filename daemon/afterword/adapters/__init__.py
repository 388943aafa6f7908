"""Everything that touches the world outside: mail servers, the state file, the keyring. Almost no branches."""
