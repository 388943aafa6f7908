"""Words and messages: pure functions tested with plain values."""
