"""The hall that both doors share: who asks, what they sent, how a no is answered, how a page is drawn."""
