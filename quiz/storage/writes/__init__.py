"""Named changes to the store, by area: built once, their values given with the execution."""
