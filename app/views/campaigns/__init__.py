"""Campaigns: the year on a timeline, and one of them."""
