"""Importers: one module a file format, from rows in a file to checked changes of the network."""
