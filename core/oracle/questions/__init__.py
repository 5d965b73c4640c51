"""What a model is asked, of which cases, and what that will take."""
