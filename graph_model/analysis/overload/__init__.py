"""Who carries how much, and from when on that is too much."""
