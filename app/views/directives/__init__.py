"""Directives: the matrix, and one of them."""
