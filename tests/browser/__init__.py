"""Pages and maps, tried in a real Chromium."""
