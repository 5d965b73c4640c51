"""What each command does, apart from its options: loaded only when the command runs."""
