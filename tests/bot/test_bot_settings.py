import pytest

from bot.settings import Settings

TOKEN = "t" * 32


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment({"INTERNAL_TOKEN": TOKEN, "REDIS_URL": "redis://x", "BOT_PORT": "7"})
    assert (settings.internal_token, settings.redis_url, settings.port, settings.host) == (
        TOKEN,
        "redis://x",
        7,
        "127.0.0.1",
    )


@pytest.mark.parametrize("missing", ["INTERNAL_TOKEN", "REDIS_URL"])
def test_the_bot_does_not_start_without_token_and_redis(missing: str) -> None:
    environment = {"INTERNAL_TOKEN": TOKEN, "REDIS_URL": "redis://x"}
    del environment[missing]
    with pytest.raises(KeyError, match=missing):
        Settings.from_environment(environment)


def test_settings_do_not_print_secrets() -> None:
    shown = repr(Settings(TOKEN, "redis://:password@x"))
    assert TOKEN not in shown
    assert "password" not in shown
