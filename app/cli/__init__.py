"""The second front end, over the same services."""
