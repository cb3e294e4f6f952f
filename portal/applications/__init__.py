"""Applications: where they stand, what the law promises, and the appeals against delay and refusal."""
