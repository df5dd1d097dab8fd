"""Pages for people: the coaching card."""
