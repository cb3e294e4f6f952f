"""News of a citizen's own matters, told once on the channel that the citizen agreed to."""
