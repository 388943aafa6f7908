"""Starts `afterword` quickly: a process that has everything imported, and forks for each command.

    python prefork.py        requests on standard input, one JSON document a line; so the answers on standard output

A request has the `arguments` of the program, its `environment`, its `cwd`, the files `out`, `err` and `audit`, and
`before`: the name of a function "module:function" to be called first, or null. The answer is the exit status, negative
for a signal. What is run is a process of its own: it can be killed, and leaves nothing behind in memory.
"""

import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.scenarios.audited import watch


def main() -> None:
    """Serve until standard input ends."""
    _import_everything()
    gc.collect()
    gc.freeze()  # else each child looks through all this at its end, and copies it by looking
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(request)
            if request["before"]:
                module, _, function = request["before"].partition(":")
                getattr(import_module(module), function)()
            from afterword.cli.main import main as afterword

            status = afterword()
            sys.stdout.flush()
            os._exit(status)  # to take down a whole interpreter takes longer than most commands
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _import_everything() -> None:
    from afterword.cli.main import COMMANDS

    for command in COMMANDS.values():
        import_module(command.module)
    import holidays

    holidays.country_holidays("GB")


def _become(request: dict[str, Any]) -> None:
    for number, name in ((0, os.devnull), (1, request["out"]), (2, request["err"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        descriptor = os.open(name, flags, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["cwd"])
    sys.argv = ["afterword", *request["arguments"]]
    watch(Path(request["audit"]))


if __name__ == "__main__":
    main()
