"""Citizens, the addresses they write from, and their households."""
