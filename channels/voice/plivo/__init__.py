"""Plivo Voice: Plivo XML."""
