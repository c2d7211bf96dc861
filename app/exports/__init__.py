"""Papers: plain data in, PDF and Excel files out."""
