"""What goes on beside the interface."""
