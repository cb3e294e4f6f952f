"""Complaints with CM Helpline 181: what about, where, to which department, and what becomes of them."""
