"""The machines tests run on (PostgreSQL, browser, axe, server); they know nothing of the app's inside."""
