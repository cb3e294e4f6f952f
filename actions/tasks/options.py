"""The options of a task's question."""

from actions.reply import Option
from actions.tasks.choices import option_choice
from actions.turn import ReplyLanguage
from actions.words import say


def options_of(language: ReplyLanguage, *values: str) -> tuple[Option, ...]:
    """Each by the key of its label."""
    labels = {value: say(f"option_{value}", language) for value in values}
    return tuple(Option(option_choice(value), label, label) for value, label in labels.items())


def yes_or_no_options(language: ReplyLanguage) -> tuple[Option, ...]:
    return options_of(language, "yes", "no")
