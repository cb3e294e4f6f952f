from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from channels import metrics
from channels.last_resort import LastResort

SCOPE: Scope = {"type": "http", "method": "POST", "path": "/chat/messages", "headers": []}


async def told_by(error: Exception) -> list[Message]:
    """What is sent when the application raises this."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await LastResort(app)(SCOPE, receive, send)
    return sent


def unexpected() -> float:
    value: float = metrics.errors.labels("unexpected")._value.get()
    return value


async def test_who_leaves_before_all_is_sent_is_no_error() -> None:
    before = unexpected()
    assert await told_by(ClientDisconnect()) == []
    assert unexpected() == before


async def test_what_nobody_expected_is_answered_and_counted() -> None:
    before = unexpected()
    start, *_ = await told_by(RuntimeError("secret"))
    assert start["status"] == 500
    assert unexpected() == before + 1
