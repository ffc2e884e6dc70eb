"""Charts as plain values: what is drawn, what it is about, and the same figures as a table."""
