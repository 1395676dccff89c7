"""What goes out of the house: called by jobs, never from a request, for nothing here answers at once or at all."""
