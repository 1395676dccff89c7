"""A door for people: pages and fragments in Vietnamese; every one works without scripts."""
