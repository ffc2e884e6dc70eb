"""The service: command line, HTTP API and web pages on top of the help network."""
