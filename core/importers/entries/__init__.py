"""From entries to the store: texts, names of cases, facts, batches."""
