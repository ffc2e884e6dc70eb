"""Each figure of docs/performance.md has its script here; `make bench` runs them all."""
