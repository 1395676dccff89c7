"""The trail: the history of one thing, and of a ward."""
