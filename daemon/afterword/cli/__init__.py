"""The command line: `main.py` finds the command, and each command has a file of its own."""
