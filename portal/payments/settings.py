"""Where fees are paid, read once from the environment. Without an address the payment gateway is embedded."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.listed import separated


class PaymentSettings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    payment_url: str = ""
    payment_token: SecretStr = SecretStr("")
    payment_webhook_secrets: SecretStr = Field(
        SecretStr(""), description="what confirmations are signed with; several separated by commas while one changes"
    )
    upi_payee: str = Field("jansahayak@example", description="the embedded gateway's address, which nobody has")
    upi_payee_name: str = "Jan Sahayak MP"

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Newest first; empty when no confirmation can be believed."""
        return separated(self.payment_webhook_secrets.get_secret_value())
