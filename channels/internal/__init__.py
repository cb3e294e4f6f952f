"""The internal turn API: the same core for evaluation and for our own programs."""
