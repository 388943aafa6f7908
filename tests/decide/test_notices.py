"""When the user is told what waits: once, at once where it cannot wait, else in the digest of the hour."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from afterword.decide import next_digest, notice, noticed, told
from afterword.model.notices import Matter, Mention, Notice, Waiting
from tests.decide.build import at

LONDON, EIGHT = ZoneInfo("Europe/London"), time(8)
DRAFT = Waiting("d", Matter.DRAFT, "Send the thank-you to Jane Doe")
OTHER = Waiting("o", Matter.QUESTION, "Is it an interview?")
URGENT = Waiting("u", Matter.REFUSED, "The login is refused")


class Teller:
    """Tells at one moment after the other, as a pass does."""

    def __init__(self, hour: time | None = EIGHT, zone: ZoneInfo = LONDON) -> None:
        self.hour, self.zone = hour, zone
        self.mentions: tuple[Mention, ...] = ()

    def at(self, when: str | datetime, *waits: Waiting, works: bool = True) -> list[str]:
        """The ids of the news that are told then."""
        said = self.notice(when, waits, works=works)
        return [one.id for one in said.news] if said else []

    def notice(self, when: str | datetime, waits: Sequence[Waiting], *, works: bool = True) -> Notice | None:
        now = at(when) if isinstance(when, str) else when
        self.mentions = noticed(waits, self.mentions, now)
        said = notice(waits, self.mentions, self.hour, self.zone, now)
        if said and works:
            self.mentions = told(self.mentions, said, now)
        return said

    def next(self, when: str) -> datetime | None:
        return next_digest(self.mentions, self.hour, self.zone, at(when))


def test_what_can_wait_is_told_at_the_hour_and_once() -> None:
    teller = Teller()
    assert teller.at("2026-11-25 16:00", DRAFT) == []
    assert teller.next("2026-11-25 16:00") == at("2026-11-26 08:00")
    assert teller.at("2026-11-26 07:59", DRAFT) == []
    assert teller.at("2026-11-26 08:00", DRAFT) == ["d"]
    assert teller.next("2026-11-26 08:00") is None
    assert teller.at("2026-11-26 08:01", DRAFT) == []
    assert teller.at("2026-11-27 08:00", DRAFT) == [], "nothing is new"
    assert teller.at("2026-11-27 09:00", DRAFT, OTHER) == []
    said = teller.notice("2026-11-28 08:00", [DRAFT, OTHER])
    assert said is not None
    assert (said.news, said.others, said.urgent) == ((OTHER,), (DRAFT,), False)


def test_an_hour_at_which_nothing_ran_is_made_up_for() -> None:
    teller = Teller()
    teller.at("2026-11-25 16:00", DRAFT)
    assert teller.at("2026-11-26 11:30", DRAFT) == ["d"]


def test_what_cannot_wait_is_told_at_once_and_alone() -> None:
    teller = Teller()
    teller.at("2026-11-25 16:00", DRAFT)
    said = teller.notice("2026-11-25 16:05", [URGENT, DRAFT])
    assert said is not None
    assert (said.news, said.others, said.urgent) == ((URGENT,), (), True)
    assert teller.at("2026-11-25 16:06", URGENT, DRAFT) == []
    assert teller.at("2026-11-26 08:00", URGENT, DRAFT) == ["d"]


def test_without_an_hour_there_is_no_digest() -> None:
    teller = Teller(hour=None)
    assert teller.at("2026-11-25 16:00", DRAFT, URGENT) == ["u"]
    assert teller.at("2026-11-29 08:00", DRAFT, URGENT) == []
    assert teller.next("2026-11-29 08:00") is None


def test_what_comes_back_within_a_day_is_not_told_again_and_later_it_is() -> None:
    teller = Teller()
    assert teller.at("2026-11-25 10:00", URGENT) == ["u"]
    assert teller.at("2026-11-25 10:05") == []
    assert teller.at("2026-11-25 11:00", URGENT) == []
    assert teller.at("2026-11-25 11:05") == []
    assert teller.at("2026-11-27 10:00") == []
    assert teller.mentions == ()
    assert teller.at("2026-11-27 11:00", URGENT) == ["u"]


def test_what_could_not_be_told_is_told_later_under_the_same_name() -> None:
    teller = Teller()
    first = teller.notice("2026-11-25 10:00", [URGENT], works=False)
    second = teller.notice("2026-11-25 10:05", [URGENT])
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert teller.at("2026-11-25 10:10", URGENT) == []


def test_the_hour_is_that_of_the_users_clock_in_summer_too() -> None:
    teller = Teller()
    teller.at("2026-07-01 12:00", DRAFT)
    assert teller.next("2026-07-01 12:00") == at("2026-07-02 07:00")
    # On 25 October 2026 London's clocks go back; on 29 March 2026 there is no 01:30.
    teller = Teller()
    teller.at("2026-10-24 12:00", DRAFT)
    assert teller.next("2026-10-24 12:00") == at("2026-10-25 08:00")
    teller = Teller(hour=time(1, 30))
    teller.at("2026-03-28 12:00", DRAFT)
    assert teller.at("2026-03-29 03:00", DRAFT) == ["d"]


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.sets(st.sampled_from([DRAFT, OTHER, URGENT]))), max_size=30),
    st.sampled_from([None, time(0), EIGHT, time(23, 59)]),
    st.sampled_from([LONDON, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/St_Johns")]),
)
def test_nothing_is_told_twice_while_it_lasts_and_what_lasts_for_two_days_is_told(
    steps: list[tuple[int, set[Waiting]]], hour: time | None, zone: ZoneInfo
) -> None:
    teller, now = Teller(hour, zone), at("2026-03-27 00:00")
    since: dict[str, datetime] = {}
    said: set[str] = set()
    for minutes, waits in steps:
        now += timedelta(minutes=minutes)
        ids = {one.id for one in waits}
        said &= ids
        since = {one: since.get(one, now) for one in ids}
        news = teller.at(now, *sorted(waits, key=lambda one: one.id))
        assert not said & set(news)
        assert URGENT.id not in ids or URGENT.id in {*said, *news} or any(one.said for one in teller.mentions)
        said |= set(news)
        for one in ids if hour else ():
            assert now - since[one] < timedelta(days=2) or any(m.id == one and m.said for m in teller.mentions)
