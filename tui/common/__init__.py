"""What every other room of the interface uses."""
