"""The conversation core: one turn at a time, nothing accepted is lost, each message answered once.

Every channel hands its messages to `core.Conversations` and gets neutral replies back.
"""
