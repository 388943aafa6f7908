"""Where the configuration and the state are: as the environment says, else where the platform keeps such things."""

import os
from pathlib import Path


def default_state_dir() -> Path:
    """``$STATE_DIRECTORY`` (systemd; the first, if it names several), else the platform's state folder."""
    given = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    if given:
        return Path(given)
    import platformdirs  # here and not above, as below: where a service is told both places, none of it is loaded

    return platformdirs.user_state_path("afterword", appauthor=False)


def config_path(given: Path | None = None) -> Path:
    """Where the configuration is: as given, else ``$AFTERWORD_CONFIG``, else in the user's configuration folder."""
    if given is not None:
        return given
    if named := os.environ.get("AFTERWORD_CONFIG"):
        return Path(named).expanduser()
    from platformdirs.unix import Unix

    # ~/.config on a Mac too: there the documentation says, and there people keep such files.
    return Unix("afterword").user_config_path / "config.toml"
