"""Examples of every command, for `--help` and the man page: a line, and what it does."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "setup": (
        ("afterword setup", "asks for everything"),
        (
            'echo "$PASSWORD" | afterword setup --name "Sam Rivera" --address sam@example.org --password-stdin',
            "asks nothing",
        ),
    ),
    "run": (
        ("afterword run", "the service, in the foreground, until Ctrl-C"),
        ("afterword run --once", "one pass, for cron"),
        ("afterword --verbose run --once", "the same, with every line between us and the servers"),
    ),
    "plan": (
        ("afterword plan", "what would be put into Drafts now, and why"),
        ("afterword plan --json | jq .next_look", "when there will be something to do"),
    ),
    "status": (
        ("afterword status", "what waits for you, and each application"),
        ("afterword status --json | jq .questions", "what only you can answer"),
    ),
    "report": (
        ("afterword report", "writes afterword.html into this folder"),
        ("afterword report ~/report.html", "writes it there, readable by you alone"),
    ),
    "log": (
        ("afterword log", "every decision, the oldest first"),
        ("afterword log a1b2", "those about one application, by the beginning of its id"),
    ),
    "explain": (
        ("afterword explain --me sam@example.org invite.eml", "is it an interview, with whom, and where that was read"),
        ("afterword explain --json ~/mail/archive.mbox", "one object a line, for each message"),
    ),
    "confirm": (
        ("afterword confirm i1b2", "yes, that is an interview of mine"),
        ('afterword confirm i1b2 --company Acme --with "Jane Doe <jane@acme.example>"', "and this is with whom"),
    ),
    "ignore": (("afterword ignore i1b2", "no, that is none; its drafts are withdrawn"),),
    "answered": (
        ("afterword answered a1b2 rejection", "they said no"),
        ("afterword answered a1b2 nothing --by 2026-12-04", "nothing came, and they promised it by this day"),
    ),
    "undo": (("afterword undo", "what the last pass placed goes, what it withdrew comes back"),),
    "template": (
        ("afterword template list", "what there is, ours and yours"),
        (
            "afterword template show en/chaser-01 > ~/.config/afterword/templates/en/chaser-01.txt.j2",
            "a start for your own",
        ),
        ("afterword template check", "are yours fit to be used?"),
    ),
    "note": (
        ("afterword note i1b2", "opens the form in your editor"),
        (
            'afterword note i1b2 forgot="the CAN tooling" feedback_by="by Friday"',
            "notes two things without it",
        ),
    ),
    "doctor": (("afterword doctor", "checks everything, and says how to mend what is not right"),),
    "export": (
        ("afterword export ~/afterword.jsonl", "a backup, readable by you alone"),
        ("afterword export > state.jsonl", "the same on standard output, for another machine or program"),
    ),
    "import": (
        ("afterword import ~/afterword.jsonl", "where nothing is known yet"),
        (
            "afterword import --replace ~/afterword.jsonl",
            "in the place of what is known, which is kept beside it",
        ),
    ),
    "service": (
        ("afterword service install", "keeps it running, from now on and after each login"),
        ("afterword service status", "does it run, and when did it last look"),
        ("afterword service install --system", "as root, on a machine where nobody logs in"),
    ),
    "completion": (
        ("afterword completion bash > ~/.local/share/bash-completion/completions/afterword", "for bash"),
        ("afterword completion zsh > ~/.zfunc/_afterword", "for zsh, where ~/.zfunc is in $fpath"),
        ("afterword completion fish > ~/.config/fish/completions/afterword.fish", "for fish"),
    ),
    "demo": (("afterword demo --keep", "afterwards you can look at the mailbox with your own mail program"),),
}


def examples_of(command: str) -> str:
    """Those of one command as `--help` shows them; empty where there are none."""
    lines = (f"  {line}\n      {says}" for line, says in EXAMPLES.get(command, ()))
    shown = "\n".join(lines)
    return f"examples:\n{shown}" if shown else ""
