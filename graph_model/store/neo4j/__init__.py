"""The network in Neo4j, drawn as a person would draw it, behind the port of every store."""

import logging

from graph_model.store.neo4j.address import SCHEMES, Address
from graph_model.store.neo4j.store import Neo4jStore

__all__ = ["SCHEMES", "Address", "Neo4jStore"]

# The driver logs what the server said, and that may repeat values; what it means is told by errors.
logging.getLogger("neo4j").setLevel(logging.CRITICAL)
