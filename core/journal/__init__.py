"""What reviewers said, as events, and what of it stands."""
