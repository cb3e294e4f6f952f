"""Starts the action server: `python -m actions`."""

import gc

import uvicorn

from actions.host import create_app
from actions.ready import get_ready
from actions.rehearsal import rehearse
from actions.settings import Settings
from channels import logs
from knowledge.base import Shelf

# Longer than the bot keeps an idle connection (bot/action_server.py): one that is closed just as it is used again costs
# a citizen an apology; with uvicorn's 5 s one of 1,152 turns.
_IDLE_S = 60


def main() -> None:
    settings = Settings()
    logs.configure()
    shelf = Shelf(prepare=get_ready)
    rehearse(shelf.current)
    app = create_app(settings, shelf)
    # The records and their index stay; a collection that walks them would hold up all turns.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE_S,
        loop="uvloop",
        http="httptools",
    )


if __name__ == "__main__":
    main()
