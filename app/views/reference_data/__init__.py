"""Reference data: units, channels, periods, by one set of pages."""
