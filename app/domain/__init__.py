"""First floor: what may happen. Verbs and questions, one noun a file, plural; knows no web."""
