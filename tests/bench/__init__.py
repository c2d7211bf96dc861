"""Benchmarks: our work beside its bare counterpart in one run; figures are ratios, nothing here is asserted."""
