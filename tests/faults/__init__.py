"""A bad day: everything around the program breaks, and what was promised holds."""
