"""A neutral reply as one written text: its words, its links, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from channels.rendering.splitting import without_blank_runs
from channels.replies import Reply
from channels.wording import say


def written(reply: Reply, text: str | None = None) -> str:
    """All that is to be read, of a reply that is `opened`; `text` in place of the reply's own words."""
    links = [f"{link['label']}: {link['url']}" for link in reply["links"]]
    # No provider fetches these.
    files = [
        f"{one.get('caption') or ''}: {one['url']}".lstrip(": ") for one in reply["attachments"] if _is_insecure(one)
    ]
    return without_blank_runs("\n".join([reply["text"] if text is None else text, *links, *files, *_source(reply)]))


def _source(reply: Reply) -> list[str]:
    for source in reply["sources"][:1]:
        if source.get("title") and source.get("as_of"):
            return [say("source_line", reply["lang"]).format(title=source["title"], as_of=source["as_of"])]
    return []


def _is_insecure(attachment: Mapping[str, str]) -> bool:
    return attachment.get("url", "").startswith("http://")
