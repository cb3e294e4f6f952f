from __future__ import annotations

import base64
import gzip
import hashlib
import re

from channels.web import widget
from tests.channels.serving import Served


async def test_a_built_file_is_kept_for_ever_and_any_site_may_include_it(served: Served) -> None:
    name = widget.launcher().name
    async with served.client.http.get(f"{served.client.url}/widget/{name}") as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


async def test_short_names_lead_to_the_newest_build_for_ten_minutes(served: Served) -> None:
    for short in ("widget", "panel"):
        [built] = [one for one in widget.builds()["current"] if one["name"].startswith(short)]
        async with served.client.http.get(f"{served.client.url}/widget/{short}.js") as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=600"
            assert await answer.read() == (widget.FOLDER / built["name"]).read_bytes()


async def test_files_are_sent_compressed_to_whoever_takes_that(served: Served) -> None:
    url = f"{served.client.url}/widget/widget.js"
    async with served.client.http.get(url, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        length = int(answer.headers["Content-Length"])
    async with served.client.http.get(url, headers={"Accept-Encoding": "identity"}) as answer:
        assert "Content-Encoding" not in answer.headers
        assert len(gzip.compress(await answer.read(), 9, mtime=0)) == length


async def test_nothing_but_the_built_files_is_served(served: Served) -> None:
    for name in ("builds.json", "panel-000000000000.js", "..%2Fwidget.py", ""):
        async with served.client.http.get(f"{served.client.url}/widget/{name}") as answer:
            assert answer.status == 404


def test_each_file_in_the_folder_is_in_the_manifest_with_its_digest() -> None:
    listed = {built["name"]: built["integrity"] for part in ("current", "kept") for built in widget.builds()[part]}
    assert {path.name for path in widget.FOLDER.glob("*.js")} == set(listed)
    for name, integrity in listed.items():
        content = (widget.FOLDER / name).read_bytes()
        assert integrity == f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"
        assert hashlib.sha256(content).hexdigest()[:12] in name


def test_the_launcher_names_the_panel_with_its_digest() -> None:
    launcher, panel = widget.builds()["current"]
    script = (widget.FOLDER / launcher["name"]).read_text(encoding="utf-8")
    assert panel["name"] in script
    assert panel["integrity"] in script


def test_the_scripts_name_no_other_site_than_the_map() -> None:
    for built in widget.builds()["current"]:
        script = (widget.FOLDER / built["name"]).read_text(encoding="utf-8")
        addresses = {address for address in re.findall(r"https?://[\w.]+", script) if address != "http://www.w3.org"}
        assert addresses <= {"https://www.openstreetmap.org"}
