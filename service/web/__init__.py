"""Pages that people open in a browser: sign-in by link and the start page."""
