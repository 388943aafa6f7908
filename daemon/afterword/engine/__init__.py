"""One pass over all mailboxes: observe, decide, reconcile. Here alone anything is written, in ledger or mailbox."""

from afterword.engine.passes import Engine, PassReport, State, state_of

__all__ = ["Engine", "PassReport", "State", "state_of"]
