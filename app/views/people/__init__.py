"""People: signing in, one's own account, and those of a ward."""
