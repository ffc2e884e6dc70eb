"""The command line, in process for its answers and as a program for its main paths."""
