"""S12: with `notify` the owner hears of each thing once: at the hour what can wait, at once what cannot (C9, T2)."""

import pytest

from tests.scenarios.letters import LUCY, PRIYA, Event, google_invite, rejection
from tests.scenarios.world import World, account, moment

pytestmark = pytest.mark.system  # a dozen passes

INTERVIEW = Event(
    moment("2025-11-25 14:00"),
    moment("2025-11-25 15:00"),
    [PRIYA],
    text="You will hear from us by Tuesday 2 December 2025.",
)
NOTIFY = '[notify]\nby = "mailbox"\ndigest_at = "08:00"\n'


class Owner:
    """Reads what was put into INBOX."""

    def __init__(self, world: World) -> None:
        self.world, self.heard = world, 0

    def hears(self, when: str, *, status: int = 0) -> list[str]:
        """What is new there after a pass at that time."""
        self.world.once(when, status=status)
        found = [one.subject for one in self.world.mailbox.messages() if one.header("Auto-Submitted")]
        new, self.heard = found[self.heard :], len(found)
        return [one.removeprefix("Afterword: ") for one in new]


def test_s12_each_thing_is_heard_of_once_and_in_time_c9_t2(world: World) -> None:
    world.configure(account(world.mailbox), NOTIFY)
    owner = Owner(world)
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    assert owner.hears("2025-11-25 16:05") == []
    assert owner.hears("2025-11-26 08:00") == ["a draft waits"]
    assert owner.hears("2025-11-26 10:59") == []
    assert owner.hears("2025-11-26 11:00") == ["a thank-you should be sent by Wed 26 Nov 15:00"]
    assert owner.hears("2025-11-26 11:05") == []
    world.mailbox.send_draft(world.draft_to(str(PRIYA.email)).uid)

    # Two weeks without a pass: whether they have answered meanwhile, only the owner knows.
    assert owner.hears("2025-12-15 09:30") == ["a reminder waits for a word from you"]
    assert owner.hears("2025-12-15 09:35") == []
    world.command("answered", world.application()["id"], "nothing")
    assert owner.hears("2025-12-15 09:40") == []
    assert world.drafted_to() == [LUCY.email]
    assert owner.hears("2025-12-16 08:05") == ["a draft waits"]

    world.mailbox.edit_draft(world.draft_to(str(LUCY.email)).uid, "Hi Lucy,\n\nmy own words.\n")
    world.deliver(rejection(moment("2025-12-16 08:30")))
    assert owner.hears("2025-12-16 08:31") == ["an answer has overtaken a draft of yours"]
    world.configure(account(world.mailbox), account(world.mailbox, name="work", password="wrong"), NOTIFY)
    assert owner.hears("2025-12-16 08:40", status=77) == ["a login is refused"]
    assert owner.hears("2025-12-16 09:20", status=77) == []
    assert world.drafted_to() == [LUCY.email], "the owner's own stays"
