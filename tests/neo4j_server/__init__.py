"""A real Neo4j server for the tests, fetched and started without containers."""
