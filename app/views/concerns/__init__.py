"""Concerns: the list, and one with its steps."""
