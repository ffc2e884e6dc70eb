"""Spatial access: how many places people can reach from where they live."""
