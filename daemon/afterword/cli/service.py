"""`afterword service`: keeps Afterword running, by a unit of systemd's on Linux, by a launchd agent on a Mac."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from afterword.adapters.ledger import make_private_folder, read_last_pass, writer
from afterword.adapters.services import program, service_manager
from afterword.cli import system_service
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
    parser.add_argument(
        "--system",
        action="store_true",
        help="that of the machine, which needs no login and no desktop (systemd; as root): its configuration is "
        f"{system_service.CONFIG}, its state {system_service.STATE}",
    )


def run(options: Namespace) -> int:
    """Do it, and say what was done; `status` returns 69 where nothing runs."""
    system: bool = options.system
    if system:
        system_service.must_be_root()
        os.environ["STATE_DIRECTORY"] = str(system_service.STATE)  # as the service will be told
        if options.config is None and "AFTERWORD_CONFIG" not in os.environ:
            options.config = system_service.CONFIG
    match options.action:
        case "install":
            config, path = load(options.config), config_path(options.config)
            said = _install_for_the_system(config, path) if system else install(config, path)
        case "uninstall":
            said = (*service_manager(system=system).uninstall(), "Configuration and state are where they were.")
        case _:
            return _status(load(options.config), system=system)
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


def _install_for_the_system(config: Config, path: Path) -> tuple[str, ...]:
    """Install the system's service. Raises ``NoServiceManager``, or ``ConfigError`` for what it could not reach."""
    manager, command = service_manager(system=True), program()
    system_service.must_reach_program(command)
    credentials = system_service.credentials_for(config, path)
    return manager.install([*command, "--config", str(path.absolute()), "run"], credentials=credentials)


def _outside_home(config: Config) -> Iterator[Path]:
    """The folders that the service must write to and that its sandbox would not let it."""
    home = Path.home()
    for folder in (config.state_dir, *([config.agenda.file.parent] if config.agenda and config.agenda.file else [])):
        if not folder.resolve().is_relative_to(home.resolve()):
            yield folder.absolute()


def _status(config: Config, *, system: bool) -> int:
    try:
        told = service_manager(system=system).status()
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
