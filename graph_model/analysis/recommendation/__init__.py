"""Whom to refer to: hard rules first, then a score with all its parts."""
