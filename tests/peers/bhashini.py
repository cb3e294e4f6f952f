"""Bhashini as documented: a configuration call and a compute call, strict; slow or failing when told so."""

from __future__ import annotations

import asyncio
import base64
import io
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.peers.recordings import words_of
from tests.peers.serving import served

USER, KEY = "user-1", "ulca-key"
COMPUTE_KEY = "compute-key"
_TASKS = ("asr", "tts")


@dataclass
class FakeBhashini:
    """Hears what a recording of recordings.py carries and `words` in every other; says all with a second of silence."""

    words: str = "लाड़ली बहना क्या है"
    delay_s: float = 0.0
    status: int = 200
    nonsense: bool = False
    configured: int = 0
    computed: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    compute_key: str = COMPUTE_KEY

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """Serve on this port, or any; gives the address."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_post("/ulca/apis/v0/model/getModelsPipeline", self._configure)
        app.router.add_post("/services/inference/pipeline", self._compute)
        async with served(app, port) as self.url:
            yield self.url

    async def _configure(self, request: web.Request) -> web.Response:
        self.configured += 1
        if request.headers.get("userID") != USER or request.headers.get("ulcaApiKey") != KEY:
            return web.json_response({"message": "unauthorised"}, status=401)
        body = await request.json()
        assert body["pipelineRequestConfig"]["pipelineId"]
        tasks = body["pipelineTasks"]
        assert all(task["taskType"] in _TASKS and task["config"]["language"]["sourceLanguage"] for task in tasks)
        return web.json_response(
            {
                "languages": [],
                "pipelineResponseConfig": [
                    {"taskType": task["taskType"], "config": [{"serviceId": f"ai4bharat/{task['taskType']}-hi"}]}
                    for task in tasks
                ],
                "pipelineInferenceAPIEndPoint": {
                    "callbackUrl": f"{self.url}/services/inference/pipeline",
                    "inferenceApiKey": {"name": "Authorization", "value": self.compute_key},
                },
            }
        )

    async def _compute(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.delay_s)
        if request.headers.get("Authorization") != self.compute_key:
            return web.json_response({"message": "unauthorised"}, status=401)
        body = await request.json()
        self.computed.append(body)
        if self.status != 200:
            return web.json_response({}, status=self.status)
        if self.nonsense:
            return web.json_response({"pipelineResponse": [{}]})
        (task,) = body["pipelineTasks"]
        assert task["config"]["serviceId"] == f"ai4bharat/{task['taskType']}-hi"
        if task["taskType"] == "asr":
            sound = base64.b64decode(body["inputData"]["audio"][0]["audioContent"])
            with wave.open(io.BytesIO(sound)) as file:
                assert (file.getframerate(), file.getnchannels()) == (16000, 1)
            output: dict[str, Any] = {"output": [{"source": words_of(sound) or self.words}], "audio": None}
        else:
            assert body["inputData"]["input"][0]["source"]
            output = {"output": None, "audio": [{"audioContent": base64.b64encode(silence()).decode()}]}
        return web.json_response({"pipelineResponse": [{"taskType": task["taskType"], **output}]})


def silence(seconds: float = 1.0, rate: int = 16000) -> bytes:
    """A WAV without sound."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"\0\0" * int(rate * seconds))
    return target.getvalue()
