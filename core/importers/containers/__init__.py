"""Any container of rows, read as records: lines, documents, tables, columns; one module a container."""
