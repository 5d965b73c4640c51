"""What counts a lake: the database of this machine, Spark, or a warehouse through ibis."""
