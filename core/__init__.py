"""The maths, storage and formats of Discretion: no user interface in here."""
