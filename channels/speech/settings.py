"""Settings of speech: which services write down and read out, and what they need."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from portal.listed import Listed


class SpeechSettings(BaseSettings):
    """Services are tried in the order named; none named: espeak-ng reads out if it is there, nobody writes down."""

    speech_recognisers: Listed[str] = Field((), description="of bhashini, audio_api and whisper, best first")
    speech_synthesisers: Listed[str] = Field((), description="of bhashini, audio_api and espeak, best first")
    speech_connect_s: float = Field(4.0, gt=0)
    speech_deadline_s: float = Field(8.0, gt=0)
    speech_pause_after: int = Field(3, ge=1, description="failures in a row before a service is left alone")
    speech_pause_s: float = Field(60.0, gt=0)

    bhashini_user_id: str = ""
    bhashini_api_key: SecretStr | None = None
    bhashini_pipeline: str = "64392f96daac500b55c543cd"
    bhashini_config_url: str = "https://meity-auth.ulcacontrib.org/ulca/apis/v0/model/getModelsPipeline"
    bhashini_compute_hosts: Listed[str] = ("dhruva-api.bhashini.gov.in",)
    bhashini_config_s: float = Field(3600.0, gt=0, description="how long a pipeline's configuration is kept")
    bhashini_voice: Literal["female", "male"] = "female"

    audio_api_url: str = Field("", description="base address of an OpenAI-compatible service, such as https://…/v1")
    audio_api_key: SecretStr | None = None
    audio_api_hearing_model: str = "whisper-1"
    audio_api_speaking_model: str = "tts-1"
    audio_api_voice: str = "alloy"

    espeak_program: str = "espeak-ng"
    whisper_model: str = Field("", description="path: a folder for faster-whisper, or a file for whisper.cpp")
    whisper_program: str = Field("whisper-cli", description="whisper.cpp's program, for a model that is a file")
    ffmpeg_program: str = "ffmpeg"
    audio_most_bytes: int = Field(16 * 1024 * 1024, ge=1024)
    audio_most_s: int = Field(120, ge=1)
