"""The demo network: invented organisations in real Saxon towns, with known faults to be found.

``generator.write_network`` writes the CSV files that the importers read, and ``truth.json``, which
lists the faults that were planted. Nothing else in the project knows how the network was made.
"""
