"""Help chains: the path of one, and where many get stuck."""
