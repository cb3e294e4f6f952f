"""Makes a bare checkout ready: environments, packages, trained model.

Runs on the standard library alone, before any environment of ours exists.
"""
