"""From a review session to what the widgets show: here dataset text is made inert."""
