"""Bhashini: the pipeline's configuration is asked for once an hour, each utterance is one compute call."""

from __future__ import annotations

import base64
import binascii
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from channels.speech.interfaces import Audio, Heard, SpeechFailed
from channels.speech.requests import Service
from channels.speech.settings import SpeechSettings
from channels.wording import Language

_RATE = 16000
_SPOKEN_RATE = 8000
_REFUSED = ("status_401", "status_403", "status_404")


@dataclass(frozen=True, slots=True)
class _Pipeline:
    """Where to compute, with which header, by which model for each language."""

    url: str
    headers: dict[str, str]
    services: dict[str, str]
    until: float


class Bhashini:
    """Hears and speaks."""

    def __init__(self, http: aiohttp.ClientSession, settings: SpeechSettings) -> None:
        self._service = Service(http, settings.speech_connect_s, settings.speech_deadline_s)
        self._settings = settings
        self._pipelines: dict[tuple[str, Language], _Pipeline] = {}

    async def hear(self, audio: Audio, language: Language) -> Heard:
        content = base64.b64encode(audio.data).decode()
        config = {"audioFormat": "wav", "samplingRate": _RATE}
        output = await self._computed("asr", language, config, {"audio": [{"audioContent": content}]})
        try:
            text = str(output["output"][0]["source"])
        except (KeyError, IndexError, TypeError):
            raise SpeechFailed("malformed") from None
        return Heard(text.strip(), language)

    async def speak(self, text: str, language: Language) -> Audio:
        config = {"gender": self._settings.bhashini_voice, "samplingRate": _SPOKEN_RATE}
        output = await self._computed("tts", language, config, {"input": [{"source": text}]})
        try:
            return Audio(base64.b64decode(output["audio"][0]["audioContent"], validate=True), "audio/wav")
        except (KeyError, IndexError, TypeError, binascii.Error):
            raise SpeechFailed("malformed") from None

    async def _computed(self, task: str, language: Language, config: dict[str, Any], data: dict[str, Any]) -> Any:
        pipeline = await self._pipeline(task, language)
        body = {
            "pipelineTasks": [
                {
                    "taskType": task,
                    "config": {
                        "language": {"sourceLanguage": language},
                        "serviceId": pipeline.services[task],
                        **config,
                    },
                }
            ],
            "inputData": data,
        }
        try:
            answer = await self._service.post_json(pipeline.url, json=body, headers=pipeline.headers)
        except SpeechFailed as failure:
            if failure.reason in _REFUSED:
                # The key or the model was changed: ask for the configuration again next time.
                self._pipelines.pop((task, language), None)
            raise
        try:
            return answer["pipelineResponse"][0]
        except (KeyError, IndexError, TypeError):
            raise SpeechFailed("malformed") from None

    async def _pipeline(self, task: str, language: Language) -> _Pipeline:
        known = self._pipelines.get((task, language))
        if known is None or known.until < time.monotonic():
            known = self._pipelines[task, language] = await self._configured(task, language)
        return known

    async def _configured(self, task: str, language: Language) -> _Pipeline:
        settings = self._settings
        key = settings.bhashini_api_key.get_secret_value() if settings.bhashini_api_key else ""
        body = {
            "pipelineTasks": [{"taskType": task, "config": {"language": {"sourceLanguage": language}}}],
            "pipelineRequestConfig": {"pipelineId": settings.bhashini_pipeline},
        }
        headers = {"userID": settings.bhashini_user_id, "ulcaApiKey": key}
        answer = await self._service.post_json(settings.bhashini_config_url, json=body, headers=headers)
        try:
            point = answer["pipelineInferenceAPIEndPoint"]
            inference = point["inferenceApiKey"]
            pipeline = _Pipeline(
                str(point["callbackUrl"]),
                {str(inference["name"]): str(inference["value"])},
                {
                    str(part["taskType"]): str(part["config"][0]["serviceId"])
                    for part in answer["pipelineResponseConfig"]
                },
                time.monotonic() + settings.bhashini_config_s,
            )
            pipeline.services[task]
        except (KeyError, IndexError, TypeError):
            raise SpeechFailed("malformed") from None
        if urlsplit(pipeline.url).hostname not in settings.bhashini_compute_hosts:
            raise SpeechFailed("host")
        return pipeline
