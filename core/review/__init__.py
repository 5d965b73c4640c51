"""One reviewer at work, without a screen."""
