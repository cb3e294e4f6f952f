"""What a training run can be told; the values are those of the embedded model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Rows have `dimension` float16 numbers; `sounds`, `spellings` and `grams` cap their number, by count."""

    dimension: int = 256
    sounds: int = 10000
    spellings: int = 6000
    grams: int = 6000
    epochs: int = 8
    batch: int = 1024
    rate: float = 0.003
    temperature: float = 0.07
    gram_scale: float = 0.15
    dropout: float = 0.1
    seed: int = 20
