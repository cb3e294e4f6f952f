"""What is counted and timed. Labels never carry anything of a citizen."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.01, 0.025, 0.05, 0.075, 0.1, 0.12, 0.2, 0.3, 0.5, 1, 2, 4, 8)

turns = Counter("jan_turns", "Turns answered", ["channel", "kind", "language"])
turn_seconds = Histogram(
    "jan_turn_seconds", "From taking up a turn to its replies stored", ["channel"], buckets=_SECONDS
)
accepted_seconds = Histogram("jan_accepted_seconds", "From a message's arrival to it being stored", buckets=_SECONDS)
bot_seconds = Histogram("jan_bot_seconds", "The bot's part of a turn", buckets=_SECONDS)
bot_wait_seconds = Histogram("jan_bot_wait_seconds", "Until a turn had its place at the bot", buckets=_SECONDS)
bot_failures = Counter("jan_bot_failures", "Turns that the bot did not answer", ["reason"])
bot_retries = Counter("jan_bot_retries", "Calls to the bot repeated after a broken connection")
duplicates = Counter("jan_duplicates", "Messages that had come before", ["provider"])
fenced = Counter("jan_fenced_turns", "Turns whose replies were dropped because another process had taken over")
recovered = Counter("jan_recovered", "Turns answered by the worker after their process was lost")
put_off = Counter("jan_put_off", "Turns tried again later because the bot was down, for which nobody waited")
rate_limited = Counter("jan_rate_limited", "Refused because too many came", ["what"])
limits_open = Counter("jan_limits_open", "Let through uncounted because Redis did not answer")
errors = Counter("jan_errors", "Requests ended by an error", ["code"])
feedback = Counter("jan_feedback", "Opinions of replies", ["rating", "kind"])
masked = Counter("jan_masked", "Identifiers masked", ["kind"])
notices_lost = Counter("jan_notices_lost", "Notices to other processes that could not be sent")
event_streams = Gauge("jan_event_streams", "Open event streams")
unanswered = Gauge("jan_unanswered_messages", "Messages stored and not yet answered")
oldest_unanswered = Gauge("jan_oldest_unanswered_seconds", "Age of the oldest unanswered message")
outbox_depth = Gauge("jan_outbox_depth", "Replies waiting for delivery by a provider")
receipts = Counter("jan_receipts", "What providers told of messages that they took over", ["provider", "state"])
sends = Counter("jan_sends", "Messages handed to providers, by what came of it", ["provider", "outcome"])
sends_in_doubt = Counter("jan_sends_in_doubt", "Messages whose taking over nobody had seen", ["provider", "found"])
send_seconds = Histogram("jan_send_seconds", "A call that hands a message over", ["provider"], buckets=_SECONDS)
handed_over_seconds = Histogram(
    "jan_handed_over_seconds", "From a reply being stored to the provider having it", ["provider"], buckets=_SECONDS
)
deliveries = Gauge("jan_deliveries", "Messages that are not with their provider", ["provider", "state"])
dead_letters = Counter("jan_dead_letters", "Messages put aside for an operator", ["provider"])
webhooks = Counter("jan_webhooks", "Calls of messaging providers", ["provider", "outcome"])
incoming = Counter("jan_incoming", "Messages that came through messaging providers", ["provider", "form"])
uploads = Counter("jan_uploads", "Papers taken from the website", ["kind"])
payments_told = Counter("jan_payments_told", "What the payment gateway told, by what it changed", ["outcome"])
media_fetched = Counter("jan_media", "Photos, documents and voice notes fetched", ["provider", "outcome"])
call_seconds = Histogram(
    "jan_call_seconds", "From a request about a call to our document", ["provider"], buckets=_SECONDS
)
calls_in_trouble = Counter("jan_calls_in_trouble", "Call requests answered with an apology only", ["provider"])
speech_failures = Counter("jan_speech_failures", "Speech services that did not serve", ["service", "reason"])
