"""Proof of identity by a one-time code, for one session and a while."""
