"""Starts the bot: `python -m bot`."""

from __future__ import annotations

import os
import warnings

from bot.settings import Settings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
warnings.filterwarnings("ignore")


def main() -> None:
    from bot.server import create_app

    settings = Settings.from_environment()
    create_app(settings).run(host=settings.host, port=settings.port, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    main()
