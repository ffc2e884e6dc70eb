"""The help network as a graph: domain values, stores, snapshot and analyses."""
