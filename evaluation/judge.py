"""Whether replies are what an item expects. The rules stand at the head of dev_conversations.yaml."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.cases import Expect
from evaluation.client import Reply
from evaluation.reply_language import is_in
from evaluation.topics import Topics
from evaluation.wording import mentions, reveals

# `ask` stands for an eligibility verdict not yet possible, whose topic counts.
_WITH_TOPIC = {"answer", "eligibility", "recommend", "apply", "disambiguate", "ask"}
_STATING = {"answer", "eligibility", "apply"}
_OFFERED_AT_LEAST = 2

# An `ask` for one of these is no part of an eligibility interview.
_OTHER_ASKS = {"otp", "application_number", "complaint_number", "complaint_text", "topic", "confirmation", "consent"}


@dataclass(frozen=True)
class Asked:
    """Where and how the citizen asked."""

    lang: str
    channel: str


@dataclass(frozen=True)
class Reading:
    """One of the equivalent ways to understand a reply."""

    reply: Reply
    kind: str
    section: str | None
    verdict: str | None


class Judge:
    """Compares replies with expectations; knows which ids mean the same record."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    def misses(self, expect: Expect, replies: Sequence[Reply], asked: Asked) -> list[str]:
        """What is wrong with the replies to one turn, judged together; empty when they are right."""
        if not expect.known():
            return []
        if not replies:
            return ["no reply"]
        return [
            *self._closest(expect, replies, asked),
            *_wrong_words(expect, replies, asked),
            *_wrong_asks(expect, replies),
        ]

    def states_wrong_topic(self, expect: Expect, replies: Sequence[Reply]) -> bool:
        """A reply states, and not hesitantly, something about a record that was not asked about."""
        right = self._topics.of(expect.topic)
        return any(
            reply.meta.kind in _STATING
            and reply.meta.confidence in {"high", "medium"}
            and not self._topics.of([reply.meta.topic]) <= right
            for reply in replies
        )

    def _closest(self, expect: Expect, replies: Sequence[Reply], asked: Asked) -> list[str]:
        """The misses of the first reply that fits, or else of the one that comes closest."""
        found = [list(self._unlike(expect, way, asked)) for reply in replies for way in readings(reply)]
        return min(found, key=len)

    def _unlike(self, expect: Expect, way: Reading, asked: Asked) -> Iterator[str]:
        if expect.kind and way.kind not in expect.kind:
            yield _miss("kind", expect.kind, way.reply.meta.kind)
        yield from self._wrong_topic(expect, way)
        judged = not expect.kind or "answer" in expect.kind
        if expect.section and judged and way.section not in expect.section:
            yield _miss("section", expect.section, way.section)
        if expect.verdict and way.verdict not in expect.verdict:
            yield _miss("verdict", expect.verdict, way.verdict)
        reply = way.reply
        if expect.reply_lang and not is_in(expect.reply_lang, reply.lang, reply.text, asked.lang):
            yield _miss("reply_lang", [expect.reply_lang], f"{reply.lang}: {reply.text[:40]!r}")

    def _wrong_topic(self, expect: Expect, way: Reading) -> Iterator[str]:
        kind = way.kind if way.kind in expect.kind or not expect.kind else expect.kind[0]
        if not expect.topic or (expect.kind and kind not in _WITH_TOPIC):
            return
        listed = self._topics.of(expect.topic)
        if kind == "disambiguate":
            named, least = self._topics.of(offered(way.reply)), min(_OFFERED_AT_LEAST, len(listed))
        elif kind == "recommend":
            named, least = self._topics.of(suggested(way.reply)), 1
        else:
            named, least = self._topics.of([way.reply.meta.topic]), 1
        if len(named & listed) < least:
            yield _miss("topic" if least == 1 else f"{least} topics", expect.topic, " ".join(sorted(named)) or None)


def readings(reply: Reply) -> Iterator[Reading]:
    """The reply as it is, then as what counts as the same outcome."""
    meta = reply.meta
    yield Reading(reply, meta.kind, meta.section, meta.verdict)
    if meta.kind == "ask" and meta.asks not in _OTHER_ASKS:
        yield Reading(reply, "eligibility", meta.section, "need_more")
    if meta.kind == "eligibility" and meta.verdict == "need_more":
        yield Reading(reply, "ask", meta.section, meta.verdict)
    if meta.kind == "apply":
        yield Reading(reply, "answer", "how_to_apply", meta.verdict)
    if meta.kind == "answer" and meta.section == "how_to_apply":
        yield Reading(reply, "apply", meta.section, meta.verdict)


def offered(reply: Reply) -> list[str]:
    """The topics among the options (`topic:<id>:<section>`); if none is named there, those in `meta.topics`."""
    choices = [_choice(option.id).split(":") for option in reply.options]
    return [part[1] for part in choices if part[0] == "topic" and len(part) > 1] or list(reply.meta.topics or ())


def suggested(reply: Reply) -> list[str | None]:
    """Every topic that a reply puts forward."""
    return [reply.meta.topic, *(reply.meta.topics or ()), *offered(reply)]


def _choice(option_id: str) -> str:
    """What is chosen, as it stands or as the gateway packs it: base64, a dot, a signature."""
    packed = option_id.partition(".")[0]
    try:
        unpacked = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return option_id
    return unpacked if unpacked.startswith("topic:") else option_id


def _wrong_words(expect: Expect, replies: Sequence[Reply], asked: Asked) -> Iterator[str]:
    texts = [reply.text for reply in replies]
    if asked.channel == "voice":
        texts += [reply.speech for reply in replies if reply.speech]
    for group in expect.mentions:
        if not any(mentions(text, wanted) for text in texts for wanted in group):
            yield f"mentions: none of {', '.join(group)}"
    for forbidden in expect.not_mentions:
        if any(reveals(text, forbidden) for text in texts):
            yield f"not_mentions: says {forbidden}"


def _wrong_asks(expect: Expect, replies: Sequence[Reply]) -> Iterator[str]:
    asks = [reply.meta.asks for reply in replies if reply.meta.asks]
    for field, wanted in (("asks", expect.asks), ("asks_any", expect.asks_any)):
        if wanted and not set(wanted) & set(asks):
            yield _miss(field, wanted, " ".join(asks) or None)
    for forbidden in expect.asks_not:
        if forbidden in asks:
            yield f"asks_not: asks {forbidden}"


def _miss(field: str, wanted: Sequence[str], got: str | None) -> str:
    return f"{field}: expected {' or '.join(wanted)}, got {got or 'none'}"
