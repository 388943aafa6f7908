"""States that earlier versions have left, one for each schema of the ledger: this version goes on from there."""
