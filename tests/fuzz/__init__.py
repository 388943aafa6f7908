"""Coverage-guided fuzzing of whatever reads bytes that others write (docs/fuzzing.md).

    make fuzz                                  every target, a minute each
    make fuzz FUZZ_ARGS="mime --seconds 600"   one of them, for longer

``targets.py`` and ``servers.py`` say what is read and what must hold; ``limits.py`` how long and how large it may be;
``seeds.py`` where it begins; ``found/`` keeps every input that once broke something, and ``test_found.py`` reads them
all with each run of the tests.
"""
