"""Where the configuration and the state are: as the environment says, else where the platform keeps such things."""

import os
from pathlib import Path

import platformdirs
from platformdirs.unix import Unix


def default_state_dir() -> Path:
    """``$STATE_DIRECTORY`` (systemd; the first, if it names several), else the platform's state folder."""
    given = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(given) if given else platformdirs.user_state_path("afterword", appauthor=False)


def config_path(given: Path | None = None) -> Path:
    """Where the configuration is: as given, else ``$AFTERWORD_CONFIG``, else in the user's configuration folder."""
    if given is not None:
        return given
    if named := os.environ.get("AFTERWORD_CONFIG"):
        return Path(named).expanduser()
    # ~/.config on a Mac too: there the documentation says, and there people keep such files.
    return Unix("afterword").user_config_path / "config.toml"
