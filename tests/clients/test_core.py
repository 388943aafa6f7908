"""The matrix in short: on each server one of everything, each by another mail program. `test_matrix` has it all."""

import pytest

from tests.clients.hand import Hand
from tests.clients.stage import Stage
from tests.scenarios.world import World
from tests.servers.clients import APPLE_MAIL, EXCHANGE, GMAIL_WEB, K9, MUTT, NEW_OUTLOOK, THUNDERBIRD, MailClient
from tests.servers.mailbox import TRASH

EDITS, SAVES_TWICE, SENDS, SENDS_LATER, DELETES, MOVES = APPLE_MAIL, THUNDERBIRD, K9, GMAIL_WEB, MUTT, NEW_OUTLOOK
STAYS = EXCHANGE


@pytest.fixture
def stage(world: World) -> Stage:
    """A company for each mail program; its interview is over."""
    return Stage(world, (EDITS, SAVES_TWICE, SENDS, SENDS_LATER, DELETES, MOVES, STAYS))


def test_one_of_everything(stage: Stage) -> None:
    hands: dict[MailClient, Hand] = {hand.client: hand for hand in stage.thank_yous()}
    hands[EDITS].edits("Hello,\n\nmy own words.\n")
    hands[SAVES_TWICE].edits("Hello,\n\nmy own\n")
    hands[SENDS].sends("Hello,\n\nas sent.\n")
    hands[SENDS_LATER].sends_later("Hello,\n\non Friday.\n")
    hands[DELETES].deletes()
    hands[MOVES].moves_to("Later")
    stage.passes("2025-11-25 17:50")
    hands[SAVES_TWICE].edits("Hello,\n\nmy own words, and more.\n")
    stage.passes("2025-11-25 18:01", "2025-11-26 09:00")
    stage.are(
        "thank_you",
        {
            str(EDITS): "released",
            str(SAVES_TWICE): "released",
            str(SENDS): "sent",
            str(SENDS_LATER): "deleted",
            str(DELETES): "deleted",
            str(MOVES): "deleted",
            str(STAYS): "placed",
        },
    )
    stage.world.at("2025-11-28 15:00")
    hands[SENDS_LATER].the_time_has_come("Hello,\n\non Friday.\n")
    hands[MOVES].moves_back("Later")
    hands[EDITS].sends()
    stage.passes("2025-11-28 15:05")
    states = stage.states("thank_you")
    assert (states[str(SENDS_LATER)], states[str(MOVES)], states[str(EDITS)]) == ("sent", "released", "sent")
    ours = hands[STAYS].draft().raw
    stage.world.at("2025-11-28 16:00")
    stage.rejected()
    stage.world.once("2025-11-28 16:05")
    assert [one.raw for one in stage.mailbox.messages(TRASH) if one.to == [hands[STAYS].address]] == [ours]
    assert {hands[SAVES_TWICE].address, hands[MOVES].address} <= set(stage.world.drafted_to())
