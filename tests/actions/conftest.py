from collections.abc import AsyncIterator

import httpx
import pytest

from actions.host import create_app
from actions.settings import Settings
from knowledge.base import Shelf
from tests.actions.talk import TOKEN


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The repository's own records, without what this machine may have imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPORT_FOLDER", str(tmp_path_factory.mktemp("imports")))
        return Shelf()


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(internal_token=TOKEN), shelf)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://actions", headers=headers
    ) as client:
        yield client
