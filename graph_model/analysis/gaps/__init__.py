"""Where help is missing: needs without an answer, and pairs that should work together."""
