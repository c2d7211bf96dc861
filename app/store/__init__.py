"""The only place for SQLite: the ledger and the tables made from it."""
