"""Asking a language model for votes: prompts, run control, and the journal of its answers."""
