"""What a provider is to carry: handed over once, in order, again later if it could not, put aside if it cannot."""
