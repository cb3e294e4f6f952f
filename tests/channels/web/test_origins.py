from __future__ import annotations

import pytest

from channels.web.origins import pattern
from supervisor.system import System
from tests.channels.serving import NOBODY, Client, serving, settings_for
from tests.peers.bot import FakeBot


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://portal.example", True), ("https://tribal.mp.gov.in", True), ("https://a.b.mp.gov.in", True),
        ("http://portal.example", False), ("https://portal.example:444", False), ("https://portal.example.evil", False),
        ("https://mp.gov.in", False), ("https://evilmp.gov.in", False), ("https://mp.gov.in.evil", False),
        ("https://x/.mp.gov.in", False), ("https://portalXexample", False), ("null", False), ("", False),
    ],
)  # fmt: skip
def test_an_origin_is_allowed_as_a_whole_and_a_star_stands_for_first_labels(origin: str, allowed: bool) -> None:
    matcher = pattern(["https://portal.example", "https://*.mp.gov.in"])
    assert matcher
    assert bool(matcher.fullmatch(origin)) is allowed


async def test_pages_of_allowed_sites_may_read_answers_and_ask_beforehand_once_in_two_hours(servers: System) -> None:
    async with serving(settings_for(servers, NOBODY, allowed_origins="https://*.mp.gov.in")) as served:
        for origin, allowed in (("https://a.mp.gov.in", "https://a.mp.gov.in"), ("https://evil.example", None)):
            headers = {
                "Origin": origin, "Access-Control-Request-Method": "DELETE",
                "Access-Control-Request-Headers": "authorization",
            }  # fmt: skip
            async with served.client.http.options(f"{served.client.url}/chat/sessions", headers=headers) as answer:
                assert answer.headers.get("Access-Control-Allow-Origin") == allowed
                assert answer.headers["Access-Control-Max-Age"] == "7200"


async def test_a_page_of_another_site_can_have_nothing_done(citizen: Client, bot: FakeBot) -> None:
    for origin in ("https://evil.example", "null"):
        status, body = await citizen.post({"id": "a", "text": "hello"}, headers={"Origin": origin})
        assert (status, body["code"]) == (403, "foreign_origin")
    assert not bot.turns


async def test_our_own_pages_may_and_so_may_programs(citizen: Client) -> None:
    for headers in ({"Origin": citizen.url}, {}):
        status, _ = await citizen.post({"id": "a", "text": "hello"}, headers=headers)
        assert status == 200


async def test_behind_a_proxy_our_public_address_is_our_own(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, public_url="https://sahayak.example")) as served:
        citizen = await served.client.open()
        status, _ = await citizen.post({"id": "a", "text": "hello"}, headers={"Origin": "https://sahayak.example"})
        assert status == 200
