"""Coverage: the figures of the groups, and what they lack."""
