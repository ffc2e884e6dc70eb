"""Tests of the HTTP API with the embedded store."""
