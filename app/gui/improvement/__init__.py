"""The page of the 改善計画."""
