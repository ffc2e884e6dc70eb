"""The network in Neo4j, drawn as a person would draw it, behind the same port as any other store."""

from graph_model.store.neo4j.address import Address
from graph_model.store.neo4j.store import Neo4jStore

__all__ = ["Address", "Neo4jStore"]
