from supervisor.backoff import HEALTHY_AFTER, Backoff


def test_the_first_restart_is_immediate_and_later_ones_wait_longer_up_to_ten_seconds() -> None:
    backoff = Backoff()
    assert [backoff.after(1) for _ in range(8)] == [0, 0.5, 1, 2, 4, 8, 10, 10]


def test_half_a_minute_of_health_is_forgiven() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.after(1)
    assert backoff.after(HEALTHY_AFTER) == 0
    assert backoff.after(1) == 0.5
