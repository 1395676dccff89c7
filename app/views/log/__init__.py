"""The log form: a product typed, checked and saved, on one page."""
