"""The version of this program, as papers, logs and bug reports name it."""

VERSION = "0.1.0"
