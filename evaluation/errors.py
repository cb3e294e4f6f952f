"""What keeps an evaluation from being run."""


class CannotEvaluate(Exception):
    """Nothing was measured; the message says why and what to change."""
