"""Where the network is kept: one narrow port and the stores that fulfil it."""
