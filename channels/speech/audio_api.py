"""Any service with OpenAI's audio interface: POST /audio/transcriptions and POST /audio/speech."""

from __future__ import annotations

import aiohttp

from channels.speech.interfaces import Audio, Heard, SpeechFailed
from channels.speech.requests import Service
from channels.speech.settings import SpeechSettings
from channels.wording import Language


class AudioApi:
    """Hears and speaks."""

    def __init__(self, http: aiohttp.ClientSession, settings: SpeechSettings) -> None:
        self._service = Service(http, settings.speech_connect_s, settings.speech_deadline_s)
        self._settings = settings
        key = settings.audio_api_key.get_secret_value() if settings.audio_api_key else ""
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def hear(self, audio: Audio, language: Language) -> Heard:
        form = aiohttp.FormData()
        form.add_field("model", self._settings.audio_api_hearing_model)
        form.add_field("language", language)
        form.add_field("response_format", "json")
        form.add_field("file", audio.data, filename="speech.wav", content_type="audio/wav")
        answer = await self._service.post_json(self._url("transcriptions"), data=form, headers=self._headers)
        if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
            raise SpeechFailed("malformed")
        return Heard(answer["text"].strip(), language)

    async def speak(self, text: str, language: Language) -> Audio:
        body = {
            "model": self._settings.audio_api_speaking_model,
            "voice": self._settings.audio_api_voice,
            "input": text,
            "response_format": "wav",
        }
        sound = await self._service.post(self._url("speech"), json=body, headers=self._headers)
        if not sound.startswith(b"RIFF"):
            raise SpeechFailed("malformed")
        return Audio(sound, "audio/wav")

    def _url(self, what: str) -> str:
        return f"{self._settings.audio_api_url.rstrip('/')}/audio/{what}"
