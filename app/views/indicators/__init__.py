"""Indicators: the quarter's, and what is behind each."""
