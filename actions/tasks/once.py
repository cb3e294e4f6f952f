"""Keys under which something is done once, however often it is said: who got no answer says it again."""

from portal.sealed import digest


def once(conversation: str, *what: str | None) -> str:
    """The same for the same thing in one conversation; tells nothing by itself."""
    return digest("once", "\0".join([conversation, *(part or "" for part in what)])).hex()
