"""Headers that keep browsers from doing what our pages never need."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class SecurityHeaders:
    """Sets them on every answer; over HTTPS also that it shall stay so."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        headers = {
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = message.get("headers", ())
                message["headers"] = [*sent, *self._wanting(dict(sent))]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _wanting(self, sent: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        """Those of ours that an answer has not set itself."""
        # X-Frame-Options knows no list of sites, so a page with one in its own policy goes without.
        framed = b"frame-ancestors 'self'" in sent.get(b"content-security-policy", b"")
        there = {*sent, b"x-frame-options"} if framed else sent.keys()
        return [header for header in self._headers if header[0] not in there]
