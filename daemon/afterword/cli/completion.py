"""`afterword completion`: prints what a shell needs to complete our commands and options."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator

from afterword.cli.described import Described, Option


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("shell", choices=tuple(_SHELLS), help="which shell it is for")


def run(options: Namespace) -> int:
    """Print it."""
    # Here and not above: it imports every command, this one too.
    from afterword.cli.main import described_commands

    whole, commands = described_commands()
    print("\n".join(_SHELLS[options.shell](whole, commands)))
    return 0


# --- bash ---


def _bash(whole: Described, commands: tuple[Described, ...]) -> Iterator[str]:
    yield "# bash completion for afterword"
    yield "_afterword() {"
    yield '    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command="" at'
    yield "    for ((at = 1; at < COMP_CWORD; at++)); do"
    yield "        case ${COMP_WORDS[at]} in"
    yield "            --config) ((at++)) ;;"
    yield "            -*) ;;"
    yield "            *) command=${COMP_WORDS[at]}; break ;;"
    yield "        esac"
    yield "    done"
    yield '    case "$command:$before" in'
    for one in commands:
        for option in one.options:
            if option.choices:
                for flag in option.flags:
                    yield f'        {one.name}:{flag}) {_compgen(option.choices)} return ;;'  # fmt: skip
    files = [
        f"{one.name}:{flag}" for one in commands for option in one.options if option.is_a_file for flag in option.flags
    ]
    yield f"        {'|'.join([':--config', *files])}) {_FILES} return ;;"
    yield "    esac"
    yield "    case $command in"
    yield f'        "") {_compgen([*(one.name for one in commands), *_flags(whole)])} ;;'
    for one in commands:
        yield f"        {one.name}) {_compgen([*one.words, *_flags(one)])}{_and_files(one)} ;;"
    yield "    esac"
    yield "}"
    yield "complete -F _afterword afterword"


_FILES = 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word");'


def _compgen(words: Iterable[str]) -> str:
    return f"""mapfile -t COMPREPLY < <(compgen -W '{" ".join(words)}' -- "$word");"""


def _and_files(one: Described) -> str:
    if not one.takes_files:
        return ""
    return ' compopt -o filenames; while read -r at; do COMPREPLY+=("$at"); done < <(compgen -f -- "$word")'


def _flags(one: Described) -> list[str]:
    return [flag for option in one.options for flag in option.flags]


# --- zsh ---


def _zsh(whole: Described, commands: tuple[Described, ...]) -> Iterator[str]:
    yield "#compdef afterword"
    yield "_afterword() {"
    yield "    local context state line"
    yield "    _arguments -C \\"
    yield from (f"        {_zsh_option(option)} \\" for option in whole.options)
    yield "        '1:command:->command' '*::argument:->argument'"
    yield "    case $state in"
    yield "        command)"
    yield "            local -a commands=("
    yield from (f"                {_quoted(f'{one.name}:{_plain(one.says)}')}" for one in commands)
    yield "            )"
    yield "            _describe command commands ;;"
    yield "        argument)"
    yield "            case $line[1] in"
    for one in commands:
        parts = [_zsh_option(option) for option in one.options]
        words = f"({' '.join(one.words)})" if one.words else "_files" if one.takes_files else ""
        parts.append(_quoted(f"*:argument:{words}"))
        yield f"                {one.name}) _arguments {' '.join(parts)} ;;"
    yield "            esac ;;"
    yield "    esac"
    yield "}"
    yield '_afterword "$@"'


def _zsh_option(option: Option) -> str:
    value = ""
    if option.value is not None:
        how = f"({' '.join(option.choices)})" if option.choices else "_files" if option.is_a_file else ""
        value = f":{_plain(option.value)}:{how}"
    return " ".join(_quoted(f"{flag}[{_plain(option.says)}]{value}") for flag in option.flags)


def _plain(text: str) -> str:
    """Without what means something to zsh's own descriptions."""
    return "".join(" " if char in "[]:\\" else char for char in text)


def _quoted(text: str) -> str:
    inner = text.replace("'", "'\\''")
    return f"'{inner}'"


# --- fish ---


def _fish(whole: Described, commands: tuple[Described, ...]) -> Iterator[str]:
    yield "# fish completion for afterword"
    yield "complete -c afterword -f"
    yield from _fish_options("__fish_use_subcommand", whole.options)
    for one in commands:
        yield f"complete -c afterword -n __fish_use_subcommand -a {one.name} -d {_fish_quoted(one.says)}"
    for one in commands:
        here = f"'__fish_seen_subcommand_from {one.name}'"
        if one.words:
            yield f"complete -c afterword -n {here} -a {_fish_quoted(' '.join(one.words))}"
        if one.takes_files:
            yield f"complete -c afterword -n {here} -F"
        yield from _fish_options(here, one.options)


def _fish_options(where: str, options: Iterable[Option]) -> Iterator[str]:
    for option in options:
        flags = " ".join(
            f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags
        )  # fmt: skip
        takes = ""
        if option.value is not None:
            takes = f" -x -a {_fish_quoted(' '.join(option.choices))}" if option.choices else " -r"
        files = " -F" if option.is_a_file else ""
        yield f"complete -c afterword -n {where} {flags}{takes}{files} -d {_fish_quoted(option.says)}"


def _fish_quoted(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{inner}'"


_SHELLS = {"bash": _bash, "zsh": _zsh, "fish": _fish}
