"""What takes long or needs the machine: `make system` runs these."""
