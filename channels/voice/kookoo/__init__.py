"""Ozonetel KooKoo."""
