"""The page of the further records: every form that the adopted policy holds as data."""
