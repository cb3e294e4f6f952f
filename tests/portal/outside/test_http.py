"""The client of outside systems, against a server that is slow, failing, malformed, or answers into the void."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from portal.outside.breaker import Breaker
from portal.outside.cm_helpline import HttpCmHelpline
from portal.outside.edistrict import HttpEDistrict
from portal.outside.errors import OutsideUnavailable, RefusedThere
from portal.outside.http import Call, Patience
from portal.outside.sms import HttpSms, Message
from tests.peers.contract import Fault
from tests.portal.outside.serving import connected, server_of
from tests.portal.outside.test_contracts import APPLICATION, COMPLAINT, KEY, MOBILE

PASSING: list[Fault] = ["slow", "lost", "dropped", "busy", "failing", "no_json", "large", "moved"]
NUMBER = "33501234"


@pytest.mark.parametrize("fault", PASSING)
async def test_a_failure_that_passes_is_not_noticed(fault: Fault) -> None:
    server = server_of("cm_helpline")
    server.faults = [fault]
    async with connected(server) as client:
        assert await HttpCmHelpline(client).find(NUMBER)
    assert len(server.asked) == 2


@pytest.mark.parametrize("fault", ["lost", "slow", "no_json", "large"])
async def test_what_was_done_and_whose_answer_was_lost_is_done_once(fault: Fault) -> None:
    helpline, office, gateway = server_of("cm_helpline"), server_of("edistrict"), server_of("sms")
    helpline.faults, office.faults, gateway.faults = [fault], [fault], [fault]
    async with connected(helpline) as client:
        assert (await HttpCmHelpline(client).lodge(COMPLAINT, KEY)).number
    async with connected(office) as client:
        assert (await HttpEDistrict(client).submit(APPLICATION, KEY)).number
    async with connected(gateway) as client:
        await HttpSms(client).send(Message(MOBILE, "words", "notice", "notice:1"))
    assert (helpline.done, office.done, gateway.done) == (["lodgeComplaint"], ["submitApplication"], ["sendMessage"])
    assert [len({one.key for one in server.asked}) for server in (helpline, office, gateway)] == [1, 1, 1]
    assert [len(server.asked) for server in (helpline, office, gateway)] == [2, 2, 2]


@pytest.mark.parametrize("fault", PASSING)
async def test_a_failure_that_lasts_is_told_after_three_tries(fault: Fault) -> None:
    server = server_of("cm_helpline")
    server.faults = [fault] * 5
    async with connected(server) as client:
        with pytest.raises(OutsideUnavailable):
            await HttpCmHelpline(client).find(NUMBER)
    assert len(server.asked) == 3


async def test_what_has_no_key_is_not_repeated() -> None:
    server = server_of("cm_helpline")
    server.faults = ["busy"]
    async with connected(server) as client:
        with pytest.raises(OutsideUnavailable):
            await client.send(Call("lodgeComplaint", "POST", "/complaints", body=COMPLAINT.model_dump(mode="json")))
    assert len(server.asked) == 1


async def test_all_tries_together_keep_the_deadline() -> None:
    server = server_of("cm_helpline")
    server.faults = ["slow"] * 9
    patience = Patience(deadline_s=0.5, try_s=0.3, tries=9, pause_s=0.01)
    async with connected(server, patience=patience) as client:
        with pytest.raises(OutsideUnavailable):
            await HttpCmHelpline(client).find(NUMBER)
    assert len(server.asked) <= 2


async def test_a_refusal_is_not_repeated() -> None:
    server = server_of("cm_helpline")
    server.answers["addToComplaint"] = (409, {"code": "closed"})
    async with connected(server) as client:
        with pytest.raises(RefusedThere):
            await HttpCmHelpline(client).add(NUMBER, "words", KEY)
    assert len(server.asked) == 1


async def test_an_answer_without_sense_is_a_failure_and_its_content_stays_out_of_the_log() -> None:
    server = server_of("cm_helpline")
    server.faults = ["senseless"]
    async with connected(server) as client:
        with capture_logs() as logs, pytest.raises(OutsideUnavailable):
            await HttpCmHelpline(client).find(NUMBER)
    assert [entry["event"] for entry in logs] == ["outside.senseless"]
    assert "9812345678" not in str(logs)
    assert NUMBER not in str(logs)


@pytest.mark.parametrize("fault", ["failing", "dropped", "no_json"])
async def test_no_number_phone_or_word_of_a_failed_call_is_logged(fault: Fault) -> None:
    server = server_of("cm_helpline")
    server.faults = [fault] * 3
    async with connected(server) as client:
        with capture_logs() as logs, pytest.raises(OutsideUnavailable):
            await HttpCmHelpline(client).lodge(COMPLAINT, KEY)
    assert logs
    assert not [secret for secret in (MOBILE, COMPLAINT.text, "अरेरा") if secret in str(logs)]


async def test_after_failures_in_a_row_nothing_is_sent_until_one_try_succeeds() -> None:
    server, clock = server_of("cm_helpline"), [0.0]
    server.faults = ["failing"] * 6
    breaker = Breaker(failures=2, rest_s=10.0, now=lambda: clock[0])
    async with connected(server, breaker=breaker) as client:
        helpline = HttpCmHelpline(client)
        for _ in range(4):
            with pytest.raises(OutsideUnavailable):
                await helpline.find(NUMBER)
        assert len(server.asked) == 6
        assert not breaker.admits()
        clock[0] = 11.0
        assert await helpline.find(NUMBER)
        assert await helpline.find(NUMBER)
    assert breaker.admits()


async def test_refusals_and_missing_records_do_not_open_the_circuit() -> None:
    server = server_of("cm_helpline")
    server.answers["getComplaint"] = (404, {"code": "unknown"})
    breaker = Breaker(failures=2)
    async with connected(server, breaker=breaker) as client:
        for _ in range(5):
            assert await HttpCmHelpline(client).find(NUMBER) is None
    assert breaker.admits()
    assert len(server.asked) == 5
