"""Reports: the board, one report, and its steps."""
