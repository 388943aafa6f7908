"""Words and phrases as data: TOML files beside typed loaders. A language is added by adding files."""
