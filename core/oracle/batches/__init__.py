"""Requests that are answered later, at half the price: written to files, sent, and their answers read."""
