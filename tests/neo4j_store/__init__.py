"""What only the Neo4j store promises: the drawing, the indexes, migrations, clear refusals."""
