"""The website's channel: its public API, its stream of replies, the widget and the pages that show it."""
