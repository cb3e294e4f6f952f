"""Another department's website, on an origin of its own, that includes the widget."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Department</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><h1>Department</h1><button id="mine">Help</button>{body}</body></html>"""


@dataclass
class Site:
    """Serves one page, with this policy, at its address and any path."""

    url: str = ""
    policy: str = ""
    head: str = ""
    body: str = ""
    lang: str = "en"
    files: dict[str, str] = field(default_factory=dict)

    def answer(self, path: str) -> tuple[str, str]:
        """Content and its type."""
        if path in self.files:
            return self.files[path], "text/javascript" if path.endswith(".js") else "text/css"
        return PAGE.format(lang=self.lang, head=self.head, body=self.body), "text/html"


@contextmanager
def serving_site(port: int = 0) -> Iterator[Site]:
    """Serve until left."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content, kind = site.answer(self.path)
            body = content.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if site.policy:
                self.send_header("Content-Security-Policy", site.policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
