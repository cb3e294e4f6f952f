from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase, build
from knowledge.search.encoder import default_encoder


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The repository's own records, without what this machine may have imported."""
    return build(default_encoder(), imports=tmp_path_factory.mktemp("imports"))


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An import folder of the test's own."""
    folder = tmp_path / "imported"
    monkeypatch.setenv("IMPORT_FOLDER", str(folder))
    return folder
