"""The website's channel: its public API, its stream of replies, and a plain page."""
