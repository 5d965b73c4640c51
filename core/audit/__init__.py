"""Where stored data meets metrics: data, numbers with their uncertainty, report values."""
