"""The report as a document: its tables, figures and words."""
