"""One suite for the store port, run on every adapter; it knows nothing but the port."""
