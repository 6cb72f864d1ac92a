"""What the teachers of classes read."""
