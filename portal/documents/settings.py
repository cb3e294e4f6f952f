"""Where papers are kept and how they are scanned, read once from the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DocumentSettings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    documents_folder: Path | None = Field(None, description="shared by all gateways and workers; never served")
    documents_limit: int = Field(5 * 1024 * 1024, ge=1024, description="bytes of one file")
    documents_scanner: str = Field("", description="clamd://host:3310, clamd:/socket, command:…; empty: none")
    documents_scan_deadline_s: float = Field(15.0, gt=0)

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.documents_folder or self.data_dir / "documents"
