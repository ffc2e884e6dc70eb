"""Waits, trends and shares: the statistics that several analyses share."""
