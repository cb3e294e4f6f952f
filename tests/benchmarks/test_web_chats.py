from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.web_chats import WEB_CHATS, fetched


def test_each_chat_is_named_with_its_version() -> None:
    assert [chat.name for chat in WEB_CHATS] == [f"{chat.package} {chat.version}" for chat in WEB_CHATS]
    assert all(chat.files for chat in WEB_CHATS)


def test_without_npm_a_chat_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert fetched(WEB_CHATS[0], tmp_path / "chat") is None
    assert not (tmp_path / "chat").exists()
