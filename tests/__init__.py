"""The tests. Pure code is tested with plain values, everything else over real connections to real servers."""
