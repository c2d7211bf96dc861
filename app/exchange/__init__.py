"""Files that come in: versioned readers, one writer."""
