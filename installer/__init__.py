"""Sets up what the program needs on a machine that has only Python."""
