"""Registers: surveys, pulses, commendations, plans, by one set of pages."""
