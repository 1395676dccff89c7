"""Imports: a list from a spreadsheet, previewed and taken in; those that were taken, and one undone."""
