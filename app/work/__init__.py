"""The work that nobody waits for: which kinds of jobs there are, and who does them, one after the other."""
