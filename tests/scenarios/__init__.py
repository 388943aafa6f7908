"""The main job from end to end: the real process, real mail servers, a clock that is set, and the user beside it.

`world.py` is the stage, `letters.py` the mail that comes in, `audited.py` runs the program with every way out of it
written down. A scenario is one story; its test names say what comes of it, with the ids of the rules.
"""
