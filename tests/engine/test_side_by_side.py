"""Who is slow keeps only himself, and goes on where he was."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from afterword.engine.side_by_side import AT_ONCE, SideBySide, Step
from afterword.errors import StillBusy, Transient

LONG = 30.0


@contextmanager
def slow(names: set[str]) -> Iterator[tuple[threading.Event, Callable[[str], str]]]:
    """Work that answers when the event is set, for those named; for others at once."""
    go = threading.Event()

    def work(name: str) -> str:
        if name in names and not go.wait(LONG):
            raise AssertionError("nobody let it go")
        return f"{name} is read"

    try:
        yield go, work
    finally:
        go.set()


def test_the_others_are_answered_while_one_is_slow_and_its_answer_is_taken_later() -> None:
    ready: SimpleQueue[str | None] = SimpleQueue()
    crowd = SideBySide(0.05, ready.put)
    with slow({"b"}) as (go, work):
        found = crowd.run(Step.INVITES, ["a", "b", "c"], work)
        assert (found["a"], found["c"]) == ("a is read", "c is read")
        assert isinstance(found["b"], StillBusy)
        assert crowd.busy == {"b"}
        # The next pass asks nothing of it again, in no step; in its own it hears that the answer is not there yet.
        assert "b" not in crowd.run(Step.REACH, ["a", "b"], work)
        assert isinstance(crowd.run(Step.INVITES, ["b"], never)["b"], StillBusy)
        go.set()
        assert ready.get(timeout=LONG) == "b"
        assert "b" not in crowd.run(Step.REACH, ["b"], never)
        assert crowd.run(Step.INVITES, ["b"], never) == {"b": "b is read"}
        assert not crowd.busy
        assert crowd.run(Step.SENT, ["b"], work) == {"b": "b is read"}


def never(name: str) -> str:
    raise AssertionError(f"{name} is asked a second time")


@pytest.mark.parametrize("fails, told", [(False, None), (True, "b")])
def test_what_waited_for_all_is_made_up_for_when_the_last_has_answered(fails: bool, told: str | None) -> None:
    ready: SimpleQueue[str | None] = SimpleQueue()
    crowd = SideBySide(0.05, ready.put)
    go = threading.Event()

    def work(name: str) -> str:
        assert go.wait(LONG)
        if fails:
            raise Transient("it was dead")
        return name

    crowd.run(Step.REACH, ["b"], work, in_full=True)
    go.set()
    assert ready.get(timeout=LONG) == told
    [answer] = crowd.run(Step.REACH, ["b"], never).values()
    assert isinstance(answer, Transient) if fails else answer == "b"


def test_many_dead_servers_do_not_use_up_the_places() -> None:
    dead = {f"dead {number}" for number in range(2 * AT_ONCE)}
    with slow(dead) as (_, work):
        crowd = SideBySide(0.05)
        found = crowd.run(Step.REACH, [*sorted(dead), "alive"], work)
        assert found["alive"] == "alive is read"
        assert crowd.busy == dead


def test_without_patience_everybody_is_waited_for() -> None:
    with slow({"a", "b"}) as (go, work):
        threading.Timer(0.1, go.set).start()
        assert SideBySide().run(Step.REACH, ["a", "b"], work) == {"a": "a is read", "b": "b is read"}


@pytest.mark.parametrize("names", [["a"], ["a", "b"]])
def test_a_bug_ends_the_pass(names: list[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        SideBySide().run(Step.REACH, names, lambda _: 1 // 0)


def test_what_asks_no_server_is_done_at_once_and_in_no_thread_of_its_own() -> None:
    done_by: dict[str, int] = {}

    def work(name: str) -> str:
        done_by[name] = threading.get_ident()
        if name == "faulty":
            raise Transient("no server was needed for that")
        return f"{name} is read"

    crowd = SideBySide(LONG)
    found = crowd.run(Step.SENT, ["a", "faulty", "c"], work, asks=lambda name: name == "c")
    assert list(found) == ["a", "faulty", "c"]
    assert (found["a"], found["c"]) == ("a is read", "c is read")
    assert isinstance(found["faulty"], Transient)
    assert done_by["a"] == done_by["faulty"] == threading.get_ident() != done_by["c"]


def test_who_was_left_behind_is_not_asked_here_either() -> None:
    crowd = SideBySide(0.05)
    with slow({"b"}) as (_, work):
        assert isinstance(crowd.run(Step.SENT, ["b"], work)["b"], StillBusy)
        assert isinstance(crowd.run(Step.SENT, ["b"], never, asks=lambda _: False)["b"], StillBusy)
        assert crowd.run(Step.ANSWERS, ["b"], never, asks=lambda _: False) == {}
