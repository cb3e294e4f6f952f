from __future__ import annotations

import io
import shutil
import sys
import threading
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from channels.speech.audio_api import AudioApi
from channels.speech.bhashini import Bhashini
from channels.speech.breaker import Breaker
from channels.speech.chain import RecogniserChain
from channels.speech.conversion import to_voice_note, to_wav
from channels.speech.espeak import Espeak
from channels.speech.interfaces import Audio, Heard, SpeechFailed
from channels.speech.programs import output
from channels.speech.recorded import Fetcher
from channels.speech.services import recogniser, synthesiser, voice_notes
from channels.speech.settings import SpeechSettings
from channels.speech.whisper import Whisper
from channels.wording import Language
from tests.peers.bhashini import KEY, USER, FakeBhashini, silence
from tests.peers.serving import served

WAV = Audio(silence(), "audio/wav")
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def bhashini() -> AsyncIterator[FakeBhashini]:
    fake = FakeBhashini()
    async with fake.serving():
        yield fake


def settings_for(fake: FakeBhashini | None = None, **changes: Any) -> SpeechSettings:
    given: dict[str, Any] = {"speech_deadline_s": 2.0}
    if fake:
        given |= {
            "bhashini_user_id": USER, "bhashini_api_key": KEY, "bhashini_compute_hosts": "127.0.0.1",
            "bhashini_config_url": f"{fake.url}/ulca/apis/v0/model/getModelsPipeline",
        }  # fmt: skip
    return SpeechSettings(**(given | changes))


async def test_bhashini_hears_and_asks_for_its_configuration_once(
    http: aiohttp.ClientSession, bhashini: FakeBhashini
) -> None:
    service = Bhashini(http, settings_for(bhashini))
    for _ in range(3):
        assert await service.hear(WAV, "hi") == Heard("लाड़ली बहना क्या है", "hi")
    assert bhashini.configured == 1
    assert len(bhashini.computed) == 3


async def test_bhashini_speaks(http: aiohttp.ClientSession, bhashini: FakeBhashini) -> None:
    assert (await Bhashini(http, settings_for(bhashini)).speak("नमस्ते", "hi")).data.startswith(b"RIFF")


async def test_a_changed_key_of_bhashini_is_asked_for_again(
    http: aiohttp.ClientSession, bhashini: FakeBhashini
) -> None:
    service = Bhashini(http, settings_for(bhashini))
    await service.hear(WAV, "hi")
    bhashini.compute_key = "another"
    with pytest.raises(SpeechFailed, match="status_401"):
        await service.hear(WAV, "hi")
    assert (await service.hear(WAV, "hi")).text
    assert bhashini.configured == 2


async def test_bhashini_may_not_send_us_to_another_host(http: aiohttp.ClientSession, bhashini: FakeBhashini) -> None:
    service = Bhashini(http, settings_for(bhashini, bhashini_compute_hosts="dhruva.example"))
    with pytest.raises(SpeechFailed, match="host"):
        await service.hear(WAV, "hi")


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [({"status": 500}, "status_500"), ({"nonsense": True}, "malformed"), ({"delay_s": 3.0}, "deadline")],
)
async def test_bhashinis_troubles_have_names(
    http: aiohttp.ClientSession, bhashini: FakeBhashini, trouble: dict[str, Any], reason: str
) -> None:
    for name, value in trouble.items():
        setattr(bhashini, name, value)
    with pytest.raises(SpeechFailed, match=reason):
        await Bhashini(http, settings_for(bhashini, speech_deadline_s=0.5)).hear(WAV, "hi")


class Scripted:
    """A recogniser that fails or hears as told."""

    def __init__(self, *outcomes: str | SpeechFailed) -> None:
        self.outcomes = list(outcomes)
        self.asked = 0

    async def hear(self, audio: Audio, language: Language) -> Heard:
        self.asked += 1
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, SpeechFailed):
            raise outcome
        return Heard(outcome, language)


async def test_the_next_service_hears_when_the_first_fails() -> None:
    first, second = Scripted(SpeechFailed("deadline")), Scripted("सुना")
    chain = RecogniserChain([("first", first, Breaker(3, 60)), ("second", second, Breaker(3, 60))])
    assert (await chain.hear(WAV, "hi")).text == "सुना"


async def test_a_failing_service_is_left_alone_for_a_while() -> None:
    first, second = Scripted(SpeechFailed("deadline")), Scripted("सुना")
    chain = RecogniserChain([("first", first, Breaker(3, 60)), ("second", second, Breaker(3, 60))])
    for _ in range(6):
        await chain.hear(WAV, "hi")
    assert first.asked == 3


async def test_silence_is_not_held_against_a_service() -> None:
    quiet = Scripted("")
    chain = RecogniserChain([("quiet", quiet, Breaker(2, 60))])
    for _ in range(4):
        with pytest.raises(SpeechFailed, match="nothing"):
            await chain.hear(WAV, "hi")
    assert quiet.asked == 4


async def test_a_service_is_tried_again_after_its_pause() -> None:
    mended = Scripted(SpeechFailed("deadline"), SpeechFailed("deadline"), "सुना")
    chain = RecogniserChain([("mended", mended, Breaker(2, 0.0))])
    for _ in range(2):
        with pytest.raises(SpeechFailed):
            await chain.hear(WAV, "hi")
    assert (await chain.hear(WAV, "hi")).text == "सुना"


async def test_an_openai_compatible_service_hears_and_speaks(http: aiohttp.ClientSession) -> None:
    async def transcriptions(request: web.Request) -> web.Response:
        form = await request.post()
        assert (form["model"], form["language"]) == ("whisper-1", "hi")
        assert request.headers["Authorization"] == "Bearer key"
        return web.json_response({"text": " आय प्रमाण पत्र "})

    async def speech(request: web.Request) -> web.Response:
        body = await request.json()
        assert body["response_format"] == "wav"
        return web.Response(body=silence(), content_type="audio/wav")

    app = web.Application()
    app.router.add_post("/v1/audio/transcriptions", transcriptions)
    app.router.add_post("/v1/audio/speech", speech)
    async with served(app) as url:
        service = AudioApi(http, settings_for(audio_api_url=f"{url}/v1/", audio_api_key="key"))
        assert (await service.hear(WAV, "hi")).text == "आय प्रमाण पत्र"
        assert (await service.speak("नमस्ते", "hi")).data.startswith(b"RIFF")


async def test_without_any_setting_nobody_hears(http: aiohttp.ClientSession) -> None:
    assert recogniser(SpeechSettings(), http) is None
    assert voice_notes(SpeechSettings(), http) is None


async def test_without_espeak_replies_stay_text(http: aiohttp.ClientSession) -> None:
    assert synthesiser(SpeechSettings(espeak_program="no-such-program"), http) is None


async def test_an_unknown_service_is_an_error(http: aiohttp.ClientSession) -> None:
    with pytest.raises(ValueError, match="unknown"):
        recogniser(SpeechSettings(speech_recognisers=("alexa",)), http)


@needs_espeak
@pytest.mark.parametrize(("text", "language"), [("नमस्ते, आपका स्वागत है।", "hi"), ("Hello, welcome.", "en")])
async def test_espeak_speaks_both_languages(text: str, language: Language) -> None:
    sound = await Espeak(SpeechSettings()).speak(text, language)
    with wave.open(io.BytesIO(sound.data)) as file:
        assert len(sound.data) / file.getframerate() / 2 > 0.8


@needs_espeak
async def test_text_is_never_taken_for_an_option_of_the_program() -> None:
    assert (await Espeak(SpeechSettings()).speak("--version -w /tmp/x", "en")).data.startswith(b"RIFF")


@needs_espeak
async def test_a_very_long_text_is_refused() -> None:
    with pytest.raises(SpeechFailed, match="too_long"):
        await Espeak(SpeechSettings()).speak("क" * 5000, "hi")


async def test_a_program_that_hangs_is_killed() -> None:
    with pytest.raises(SpeechFailed, match="deadline"):
        await output(["sleep", "30"], b"", 0.2, 10)


async def test_a_program_that_is_not_here_is_said_to_be_absent() -> None:
    with pytest.raises(SpeechFailed, match="absent"):
        await output(["no-such-program"], b"", 1.0, 10)


async def test_whisper_cpp_is_given_the_sound_by_pipe(tmp_path: Path) -> None:
    program = tmp_path / "whisper-cli"
    program.write_text('#!/bin/sh\n[ "$(head -c 4)" = RIFF ] && echo " खसरा नकल "; cat > /dev/null\n')
    program.chmod(0o700)
    model = tmp_path / "model.bin"
    model.touch()
    heard = await Whisper(SpeechSettings(whisper_model=str(model), whisper_program=str(program))).hear(WAV, "hi")
    assert heard.text == "खसरा नकल"


async def test_whisper_hears_one_at_a_time_also_after_a_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()
    begun: list[bytes] = []

    class SlowModel:
        def __init__(self, *_: object, **__: object) -> None: ...

        def transcribe(self, audio: io.BytesIO, **_: object) -> tuple[list[SimpleNamespace], None]:
            begun.append(audio.read())
            slow.wait(10)
            return [SimpleNamespace(text="नमस्ते")], None

    monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(WhisperModel=SlowModel))
    whisper = Whisper(SpeechSettings(whisper_model=str(tmp_path), speech_deadline_s=0.2))
    try:
        for said in (b"first", b"second"):
            with pytest.raises(SpeechFailed, match="deadline"):
                await whisper.hear(Audio(said, "audio/wav"), "hi")
        assert begun == [b"first"]
    finally:
        slow.set()
    monkeypatch.setattr(whisper, "_deadline_s", 10.0)
    assert (await whisper.hear(Audio(b"third", "audio/wav"), "hi")).text == "नमस्ते"
    assert begun == [b"first", b"third"]


async def test_a_whisper_folder_without_the_library_or_a_model_fails_with_a_name(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match=r"absent|model"):
        await Whisper(SpeechSettings(whisper_model=str(tmp_path))).hear(WAV, "hi")


@needs_ffmpeg
async def test_any_audio_becomes_a_mono_wav_of_16_khz_and_a_voice_note_again() -> None:
    note = await to_voice_note(Audio(silence(2.0, 44100), "audio/wav"), most_s=60)
    assert note.data.startswith(b"OggS")
    wav = await to_wav(note, most_s=60)
    with wave.open(io.BytesIO(wav.data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)


@needs_ffmpeg
async def test_only_the_first_seconds_are_taken() -> None:
    wav = await to_wav(Audio(silence(5.0), "audio/wav"), most_s=1)
    assert len(wav.data) < 33_500


@needs_ffmpeg
@pytest.mark.parametrize("data", [b"", b"no sound at all", b"#EXTM3U\nfile:///etc/passwd\n", b"\0" * 5000])
async def test_what_is_no_audio_fails(data: bytes) -> None:
    with pytest.raises(SpeechFailed):
        await to_wav(Audio(data, "audio/ogg"), most_s=10)


@needs_ffmpeg
async def test_a_recording_is_fetched_with_its_login_and_within_limits(http: aiohttp.ClientSession) -> None:
    async def recording(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != aiohttp.encode_basic_auth("AC1", "secret"):
            return web.Response(status=401)
        return web.Response(body=silence())

    async def away(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest"})

    app = web.Application()
    app.router.add_get("/recording", recording)
    app.router.add_get("/away", away)
    async with served(app) as url:
        fetcher = Fetcher(http, settings_for(), {"127.0.0.1": ("AC1", "secret")})
        assert (await fetcher.audio(f"{url}/recording")).kind == "audio/wav"
        small = Fetcher(http, settings_for(audio_most_bytes=1024), {"127.0.0.1": ("AC1", "secret")})
        with pytest.raises(SpeechFailed, match="too_large"):
            await small.audio(f"{url}/recording")
        with pytest.raises(SpeechFailed, match="host"):
            await fetcher.audio(f"{url}/away")


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/x", "http://api.twilio.com/x", "file:///etc/passwd", "https://api.twilio.com@evil/x",
        "https://user:x@api.twilio.com/x", "gopher://api.twilio.com/", "",
    ],
)  # fmt: skip
async def test_no_other_address_is_ever_touched(http: aiohttp.ClientSession, url: str) -> None:
    with pytest.raises(SpeechFailed, match="host"):
        await Fetcher(http, settings_for(), {"api.twilio.com": None}).audio(url)


@needs_ffmpeg
async def test_a_voice_note_is_heard_by_the_services_named(http: aiohttp.ClientSession, bhashini: FakeBhashini) -> None:
    hears = voice_notes(settings_for(bhashini, speech_recognisers="bhashini"), http)
    assert hears is not None
    note = await to_voice_note(WAV, most_s=60)
    assert await hears.words(note.data, note.kind) == "लाड़ली बहना क्या है"
    assert await hears.words(b"nothing", "audio/ogg") is None
