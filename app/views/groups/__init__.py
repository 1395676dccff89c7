"""Groups: the list, one group, and groups from a spreadsheet."""
