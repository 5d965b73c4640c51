"""Whom is asked: the client, its addresses, and what can go wrong there."""
