"""What is known at a moment and what follows from it, as the ledger has it. Reads nothing else, and writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from afterword.adapters.ledger import Ledger
from afterword.config import Config
from afterword.decide import Known, Outlook, as_undone, fold, follow_ups, outlook, with_present_ids
from afterword.model import Application, Draft, FollowUp, Key, Observation, SentSeen, Wanted, Wish


@dataclass(frozen=True, slots=True)
class State:
    """All that a decision depends on, and what was decided. ``follow_ups`` are those of each application, by its id."""

    observations: tuple[Observation, ...]
    known: Known
    drafts: tuple[Draft, ...]
    outlook: Outlook
    follow_ups: Mapping[str, tuple[FollowUp, ...]]

    @property
    def sent(self) -> tuple[SentSeen, ...]:
        """What the owner sent, as far as it concerns an application."""
        return tuple(item for item in self.observations if isinstance(item, SentSeen))


def state_of(ledger: Ledger, config: Config, now: datetime, unread: Iterable[str] = ()) -> State:
    """What is known, and what follows from it at ``now``. ``unread`` are accounts that could not be read just now."""
    observations = (*ledger.observations(), *ledger.pending())
    known = fold(observations)
    known = replace(known, applications=tuple(_with_mailbox(one, config) for one in known.applications))
    drafts = as_undone(with_present_ids(ledger.drafts(), known.applications), known.undone)
    view = outlook(known, drafts, config.owner, config.settings, now, tuple(unread))
    view = replace(view, wishes=_fit_to_be_placed(view.wishes, {draft.key for draft in drafts}, config))
    shown: dict[str, list[FollowUp]] = {}
    for one in follow_ups(view.wishes, drafts):
        shown.setdefault(one.key.application, []).append(one)
    return State(observations, known, drafts, view, {name: tuple(items) for name, items in shown.items()})


def _fit_to_be_placed(wishes: Sequence[Wish], begun: Collection[Key], config: Config) -> tuple[Wish, ...]:
    """The wishes, those held that are wanted but have no fit text (T8). Words are loaded only where they are needed."""
    new = {wish.key: wish for wish in wishes if wish.wanted is Wanted.YES and wish.key not in begun}
    if not new:
        return tuple(wishes)
    from afterword.engine.wording import shelf_of, worded

    new |= {wish.key: wish for wish in worded(new.values(), shelf_of(config)).wishes}
    return tuple(new.get(wish.key, wish) for wish in wishes)


def _with_mailbox(application: Application, config: Config) -> Application:
    """An application has its drafts where its first invite came by mail; one that came by a calendar, or into an
    account that goes by another name now, where another of its invites did, else in the first mailbox."""
    mailboxes = [account.name for account in config.account]
    if application.account in mailboxes:
        return application
    invited = [one.account for one in application.interviews if one.account in mailboxes]
    return replace(application, account=(invited or mailboxes)[0])
