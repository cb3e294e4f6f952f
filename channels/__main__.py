"""`python -m channels`: serves the gateway until it is told to stop."""

from __future__ import annotations

import gc
import socket

import uvicorn
from fastapi import FastAPI

from channels import logs
from channels.app import create_app
from channels.settings import Settings


class DrainingServer(uvicorn.Server):
    """Ends the event streams before it waits for open connections, or it would wait for them in vain."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.gateway.drain()
        await super().shutdown(sockets)


def main() -> None:
    """Read the settings, serve, drain."""
    settings = Settings()
    logs.configure()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.drain_s),
        timeout_keep_alive=30,
        backlog=2048,
    )
    # What is loaded now stays; the collector need not look at it again.
    gc.collect()
    gc.freeze()
    DrainingServer(config, app).run()


if __name__ == "__main__":
    main()
