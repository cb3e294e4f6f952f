"""Receipts of applications, for who has a link to one."""
