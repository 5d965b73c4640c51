"""Reward models behind servers that score: both responses of a case, as numbers whose difference is kept."""
