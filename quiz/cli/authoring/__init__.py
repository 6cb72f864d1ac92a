"""Commands for those who write banks: begin, lay out, compare and count them, find what is missing."""
