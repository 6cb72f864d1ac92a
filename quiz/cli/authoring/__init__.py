"""Commands for those who write banks: what to begin with, what is missing, what to ask a language model."""
