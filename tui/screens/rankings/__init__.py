"""The screen of all rankings."""
