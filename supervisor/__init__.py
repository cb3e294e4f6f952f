"""Runs the whole system: private servers, migrations, services; restarts what dies.

Needs the standard library only. On top: `python -m supervisor run|stop|status`,
and for tests and evaluation `supervisor.system`.
"""
