"""What is kept on disk: the DuckDB store, append-only files, files replaced whole; the only room with SQL."""
