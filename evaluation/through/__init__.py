"""Providers between the citizen and the assistant, simulated as strictly as they are (tests/peers/)."""

from collections.abc import Callable
from functools import partial

from evaluation.through.phone import PROVIDERS, Phone
from evaluation.way import Through

THROUGH: dict[str, Callable[[], Through]] = {name: partial(Phone, provider) for name, provider in PROVIDERS.items()}
"""Name on the command line → how it is made."""
