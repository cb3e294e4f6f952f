"""The gateway: every channel's way to the conversation, and the only part that the public can reach."""
