"""The page of what leaves the office: requests, the inbox of decisions, what is out."""
