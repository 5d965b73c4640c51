"""The screen of runs of models."""
