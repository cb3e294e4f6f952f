"""What citizens agree to, what we hold of them, and how it is shown, erased and forgotten."""
