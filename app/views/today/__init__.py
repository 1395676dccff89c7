"""Today: what is due for whoever asks."""
