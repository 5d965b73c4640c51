"""Constitutions that ship under a name: worded for Discretion, with the public source of their ideas."""
