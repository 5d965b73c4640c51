"""The filter language: readable text that says which cases are meant."""
