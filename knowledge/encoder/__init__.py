"""The embedded sentence encoder: how it is trained, measured and fed. See MODEL_CARD.md."""
