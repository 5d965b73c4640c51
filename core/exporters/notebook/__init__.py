"""The audit in a notebook: what is there and what was found, as frames, Arrow tables and figures."""
