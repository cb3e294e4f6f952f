"""ClamAV's daemon as far as we use it: finds the EICAR file in what it is sent."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.portal.papers import EICAR


@dataclass
class FakeClamd:
    """`says` is answered instead, if set; with None it never answers."""

    says: bytes | None = b""
    scanned: list[bytes] = field(default_factory=list)

    @asynccontextmanager
    async def serving(self, path: str = "") -> AsyncIterator[str]:
        """The address, as DOCUMENTS_SCANNER has it."""
        if path:
            server = await asyncio.start_unix_server(self._serve, path)
            address = f"clamd:{path}"
        else:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            address = f"clamd://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield address

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(length)
        self.scanned.append(content)
        if self.says is not None:
            found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
            writer.write((self.says or found) + b"\0")
            await writer.drain()
        else:
            await reader.read()
        writer.close()
