"""Questions drafted by a language model of one's own: what it is asked, and what it answered."""
