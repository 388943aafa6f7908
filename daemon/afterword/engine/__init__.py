"""One pass over all mailboxes: observe, decide, reconcile. Here alone anything is written, in ledger or mailbox.

``passes.Engine`` makes passes; ``state.state_of`` says what is known, and is all that ``status`` needs to load.
"""
