"""Audits without a store: sums over shards of cases, kept as one file, which add up and give the report."""
