"""The network read into memory: events as columns, the directory as domain values."""
