"""Products: the list, one product, its files, its confirmations."""
