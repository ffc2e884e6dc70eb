"""Questions to the network: pure functions from a snapshot to named results, one module each."""
