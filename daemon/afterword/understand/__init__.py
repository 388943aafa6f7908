"""Bytes in, facts out. No clock, no I/O."""
