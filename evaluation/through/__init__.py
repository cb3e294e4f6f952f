"""Providers between the citizen and the assistant, simulated as strictly as they are (tests/peers/)."""

from collections.abc import Callable
from functools import partial

from evaluation.through import phone, whatsapp
from evaluation.through.phone import Phone
from evaluation.through.whatsapp import WhatsApp
from evaluation.way import Through

THROUGH: dict[str, Callable[[], Through]] = {
    **{name: partial(WhatsApp, name) for name in whatsapp.PROVIDERS},
    **{name: partial(Phone, provider) for name, provider in phone.PROVIDERS.items()},
}
"""Name on the command line → how it is made."""
