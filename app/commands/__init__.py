"""What the command `lantoa` does, one kind of work a file; each command imports the heavy libraries that it needs."""
