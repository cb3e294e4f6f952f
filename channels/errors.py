"""What can go wrong, each with its HTTP status and the citizen's message for it."""

from __future__ import annotations

import orjson
from fastapi import Request
from fastapi.responses import Response

from channels import metrics
from channels.wording import in_all_languages
from portal.errors import ExpectedError, PortalError
from portal.wording import in_all_languages as portal_words

PROBLEM = "application/problem+json"


class ChannelError(ExpectedError):
    """Its message is in channels/messages."""


class Malformed(ChannelError):
    """The body is not JSON in UTF-8."""

    status, key, title = 400, "malformed", "Not JSON in UTF-8"


class UnknownOption(ChannelError):
    """An option id that we did not issue for this conversation."""

    status, key, title = 400, "unknown_option", "Option not issued for this conversation"


class Unauthorised(ChannelError):
    """No token, or not one of ours."""

    status, key, title = 401, "unauthorised", "Missing or wrong token"


class SessionExpired(ChannelError):
    """A token of ours whose time is over, or whose session is gone."""

    status, key, title = 401, "session_expired", "Session expired"


class Forged(ChannelError):
    """A webhook that its provider did not sign."""

    status, key, title = 403, "unauthorised", "Missing or wrong signature"


class ForeignOrigin(ChannelError):
    """A page of a site that is not among those allowed."""

    status, key, title = 403, "foreign_origin", "Origin not allowed"


class NotFound(ChannelError):
    """No such address."""

    status, key, title = 404, "not_found", "Not found"


class MethodNotAllowed(ChannelError):
    """The address exists, the method does not."""

    status, key, title = 405, "method_not_allowed", "Method not allowed"


class Conflict(ChannelError):
    """A message id was used again for other content."""

    status, key, title = 409, "conflict", "Message id used for other content"


class TooLarge(ChannelError):
    """The body is over the limit."""

    status, key, title = 413, "too_large", "Body too large"


class Invalid(ChannelError):
    """JSON of the wrong shape."""

    status, key, title = 422, "invalid", "Body not in the expected shape"


class TooManySessions(ChannelError):
    """A flood of new sessions from one address."""

    status, key, title = 429, "too_many_sessions", "Too many new sessions"


class TooManyOpinions(ChannelError):
    """A flood of opinions from one session."""

    status, key, title = 429, "slow_down", "Too many opinions"


class TooManyUploads(ChannelError):
    """A flood of files from one session or address."""

    status, key, title = 429, "too_many_uploads", "Too many files"


class Unavailable(ChannelError):
    """Something that we need is not there just now."""

    status, key, title = 503, "unavailable", "Temporarily unavailable"


_BY_STATUS: dict[int, type[ChannelError]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge, 503: Unavailable}


def problem(error: ExpectedError) -> Response:
    """The error as problem JSON (RFC 9457): a code, and the citizen's message in each language."""
    words = portal_words if isinstance(error, PortalError) else in_all_languages
    body = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "code": error.key,
        "message": words(error.key),
    }
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(orjson.dumps(body), error.status, headers, PROBLEM)


async def on_expected_error(request: Request, error: Exception) -> Response:
    """FastAPI's handler of our own errors."""
    expected = error if isinstance(error, ExpectedError) else ChannelError()
    metrics.errors.labels(expected.key).inc()
    return problem(expected)


async def on_http_error(request: Request, error: Exception) -> Response:
    """FastAPI's handler of the framework's errors, such as an unknown address."""
    status = getattr(error, "status_code", 500)
    answer = problem(_BY_STATUS.get(status, Malformed if 400 <= status < 500 else ChannelError)())
    for name, value in (getattr(error, "headers", None) or {}).items():
        answer.headers[name] = value
    return answer


async def on_invalid_request(request: Request, error: Exception) -> Response:
    """FastAPI's handler of parameters that it could not read; its own answer would quote them."""
    return await on_expected_error(request, Invalid())
