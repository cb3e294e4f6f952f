from __future__ import annotations

import sys
from pathlib import Path

import pytest

from portal.documents.errors import ScannerUnavailable
from portal.documents.scanning import NoScanner, scanner
from tests.peers.clamd import FakeClamd
from tests.portal.papers import EICAR, photo

FINDS_EICAR = f"command:{sys.executable} -c \"import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())\""


@pytest.fixture(params=["tcp", "unix"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "clamd.ctl") if request.param == "unix" else ""


async def test_clamd_finds_what_is_harmful_and_nothing_else(path: str) -> None:
    clamd = FakeClamd()
    async with clamd.serving(path) as address:
        scans = scanner(address, 5)
        assert await scans.is_harmful(EICAR) is True
        large = photo() * 50
        assert await scans.is_harmful(large) is False
    assert clamd.scanned == [EICAR, large]


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR", b"stream: OK and more", b""[:0] + b"\n", None]
)
async def test_a_clamd_that_does_not_say_is_no_clean_bill(says: bytes | None) -> None:
    async with FakeClamd(says).serving() as address:
        with pytest.raises(ScannerUnavailable):
            await scanner(address, 0.3).is_harmful(photo())


async def test_a_clamd_that_is_not_there_is_no_clean_bill(tmp_path: Path) -> None:
    for address in (f"clamd:{tmp_path}/none.ctl", "clamd://127.0.0.1:9"):
        with pytest.raises(ScannerUnavailable):
            await scanner(address, 1).is_harmful(photo())


async def test_a_command_finds_what_is_harmful_and_nothing_else() -> None:
    scans = scanner(FINDS_EICAR, 10)
    assert await scans.is_harmful(EICAR) is True
    assert await scans.is_harmful(photo()) is False


@pytest.mark.parametrize("command", ["command:no-such-program", "command:sh -c 'exit 2'", "command:sleep 30"])
async def test_a_command_that_fails_or_hangs_is_no_clean_bill(command: str) -> None:
    with pytest.raises(ScannerUnavailable):
        await scanner(command, 0.3).is_harmful(b"")


async def test_without_an_address_nothing_is_scanned() -> None:
    scans = scanner("", 1)
    assert isinstance(scans, NoScanner)
    assert await scans.is_harmful(EICAR) is False


@pytest.mark.parametrize("address", ["http://scanner", "clamd:", "command: ", "clamav"])
def test_an_address_that_is_no_scanner_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="DOCUMENTS_SCANNER"):
        scanner(address, 1)
