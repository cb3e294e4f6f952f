from __future__ import annotations

import pytest

from channels.rendering.addresses import opened
from channels.replies import own_reply


@pytest.mark.parametrize(
    ("url", "base", "shown"),
    [
        ("https://mp.gov.in/a?b=1", "https://ours", "https://mp.gov.in/a?b=1"),
        ("http://mp.gov.in", "https://ours", "http://mp.gov.in"),
        ("/receipts/x", "https://ours", "https://ours/receipts/x"),
        ("/receipts/x", "", None),
        ("//evil.example/x", "https://ours", None),
        ("javascript:alert(1)", "https://ours", None),
        ("tel:181", "https://ours", None),
        ("geo:23.2,77.4?q=23.2,77.4(Tehsil)", "", "https://www.openstreetmap.org/search?query=23.2%2C77.4%28Tehsil%29"),
        ("geo:23.2,77.4?z=12", "", "https://www.openstreetmap.org/search?query=23.2%2C77.4"),
    ],
)
def test_addresses_open_anywhere_or_are_left_out(url: str, base: str, shown: str | None) -> None:
    reply = own_reply("empty", "answer", "hi")
    reply["links"] = [{"label": "x", "url": url}]
    reply["attachments"] = [{"kind": "image", "url": url, "caption": "x"}]
    seen = opened(reply, base)
    assert [link["url"] for link in seen["links"]] == ([shown] if shown else [])
    assert [file["url"] for file in seen["attachments"]] == ([shown] if shown else [])
