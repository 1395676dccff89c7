"""What an admin sets up: settings, days off, tokens, webhooks."""
