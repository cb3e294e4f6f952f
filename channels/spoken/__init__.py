"""Text as a voice on the phone must be given it: numbers, money, dates and ids in words, no symbols, in portions."""
