"""Writers of files for other people: one module a subject, one table of them."""
