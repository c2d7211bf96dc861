"""The verbs and the queries, one file per noun."""
