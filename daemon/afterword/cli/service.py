"""`afterword service`: keeps Afterword running, by a systemd user unit on Linux, a launchd agent on a Mac."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from afterword.adapters.ledger import make_private_folder, read_last_pass, writer
from afterword.adapters.services import program, service_manager
from afterword.cli.overview import shown
from afterword.cli.plain import plain
from afterword.config import Config, config_path, load
from afterword.errors import NoServiceManager

_USUAL_CONFIG = Path("~/.config/afterword/config.toml")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action",
        choices=("install", "uninstall", "status"),
        help="install: write the service, enable and start it; uninstall: stop it and take it away; status: does it "
        "run, and when did it last look",
    )


def run(options: Namespace) -> int:
    """Do it, and say what was done; `status` returns 69 where nothing runs."""
    match options.action:
        case "install":
            said = install(load(options.config), config_path(options.config))
        case "uninstall":
            said = (*service_manager().uninstall(), "Configuration and state are where they were.")
        case _:
            return _status(load(options.config))
    for sentence in said:
        print(sentence)
    return 0


def install(config: Config, path: Path) -> tuple[str, ...]:
    """Install the service for the configuration at ``path``, and say what was done. Raises ``NoServiceManager``."""
    command = [*program()]
    if path.absolute() != _USUAL_CONFIG.expanduser():
        # The variables of this shell do not reach the service.
        command += ["--config", str(path.absolute())]
    writable = tuple(_outside_home(config))
    if config.state_dir.absolute() in writable:
        make_private_folder(config.state_dir)  # the sandbox opens folders that are there
    return service_manager().install([*command, "run"], writable)


def _outside_home(config: Config) -> Iterator[Path]:
    """The folders that the service must write to and that its sandbox would not let it."""
    home = Path.home()
    for folder in (config.state_dir, *([config.agenda.file.parent] if config.agenda and config.agenda.file else [])):
        if not folder.resolve().is_relative_to(home.resolve()):
            yield folder.absolute()


def _status(config: Config) -> int:
    try:
        told = service_manager().status()
    except NoServiceManager as problem:
        told = (str(problem),)
    for sentence in told:
        print(sentence)
    pid, last = writer(config.state_dir), read_last_pass(config.state_dir)
    print(f"Afterword runs (process {pid})." if pid else "Afterword does not run.")
    for name in config.names:
        looked = f"last looked at {shown(last[name], ZoneInfo(config.me.time_zone))}" if name in last else "not yet"
        print(plain(f"{name}: {looked}."))
    return 0 if pid else NoServiceManager.status
