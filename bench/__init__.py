"""What Afterword costs, each figure beside the bare protocol (or the bare interpreter) in the same run.

    make bench                              all of it
    python -m bench scan --messages 100000  one of it, larger

Real servers on the loopback (those of tests/servers) serve mailboxes that are made up on the spot.
"""
