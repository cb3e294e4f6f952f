"""Trains the Rasa model: `python -m bot.train [OUTPUT_FOLDER]`."""

from __future__ import annotations

import os
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
warnings.filterwarnings("ignore")


def main(output: str) -> int:
    from rasa.model_training import train

    result = train(
        "domain.yml", "config.yml", ["nlu_data"], output=output, fixed_model_name="jan-sahayak", force_training=True
    )
    print(f"trained {result.model}" if result.model else "training failed")
    return int(result.code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "models"))
