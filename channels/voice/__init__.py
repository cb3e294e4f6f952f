"""The telephone: one call model and one dialogue for all providers; each provider has a folder with its dialect."""
