"""A series as its author begins it and sets it up: its id, its file, what a form changes of that."""
