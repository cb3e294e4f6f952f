"""Measures how well the assistant answers: `make eval`, or `python -m evaluation --help`.

Which file does what: `cases` reads the files, `system` finds or starts the assistant, `client` talks to it, `given`
sets up what exists beforehand, `run` asks, `judge` decides, `report` and `table` tell.
"""
