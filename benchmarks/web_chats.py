"""Other web chats' bundles, from their npm packages: unpacked beside the figures, measured, and thrown away."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WebChat:
    """A package, and the files of it that a page must load before anybody can write."""

    package: str
    version: str
    files: tuple[str, ...]
    beside: str = ""

    @property
    def name(self) -> str:
        return f"{self.package} {self.version}"


# The smallest files of each with which a chat can be shown; `beside` is what a page needs besides and is not counted.
WEB_CHATS = (
    WebChat("rasa-webchat", "1.0.1", ("lib/index.js",)),
    WebChat("@botpress/webchat", "4.5.2", ("dist/index.js", "dist/style.css"), "React"),
    WebChat("deep-chat", "2.4.2", ("dist/deepChat.bundle.js",)),
    WebChat("botframework-webchat", "4.18.1", ("dist/webchat-minimal.js",)),
)


def fetched(chat: WebChat, into: Path) -> list[Path] | None:
    """The files, by npm; None where npm or its registry cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    into.mkdir(parents=True)
    packed = subprocess.run(
        [npm, "pack", "--silent", f"{chat.package}@{chat.version}"], cwd=into, check=False, capture_output=True
    )
    archives = list(into.glob("*.tgz"))
    if packed.returncode or not archives:
        return None
    shutil.unpack_archive(archives[0], into, "gztar")
    return [into / "package" / name for name in chat.files]
