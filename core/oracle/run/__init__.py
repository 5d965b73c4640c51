"""Asking: pace, budget, interrupts, outcome."""
