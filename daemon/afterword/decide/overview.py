"""Follow-ups as the user is shown them: each wish together with what has become of its drafts."""

from collections.abc import Sequence
from hashlib import sha256

from afterword.model import Draft, DraftState, FollowUp, FollowUpState, Key, Person, Wanted, Wish

_FINAL = {
    DraftState.SENT: FollowUpState.SENT,
    DraftState.RELEASED: FollowUpState.RELEASED,
    DraftState.DELETED: FollowUpState.DELETED,
}
_OTHERWISE = {
    DraftState.INTENDED: FollowUpState.PLANNED,
    DraftState.PLACED: FollowUpState.PLACED,
    DraftState.WITHDRAWING: FollowUpState.WITHDRAWN,
    DraftState.WITHDRAWN: FollowUpState.WITHDRAWN,
    DraftState.CLOSED: FollowUpState.CLOSED,
}
_WISHED = {
    Wanted.YES: FollowUpState.PLANNED,
    Wanted.LATER: FollowUpState.PLANNED,
    Wanted.HELD: FollowUpState.HELD,
    Wanted.NO: FollowUpState.CLOSED,
}
_GONE = frozenset({DraftState.WITHDRAWN, DraftState.CLOSED})


def follow_up_id(key: Key) -> str:
    """A short name for a follow-up, the same on every machine."""
    return "f" + sha256("\0".join((key.kind, key.application, key.recipient, key.occasion)).encode()).hexdigest()[:10]


def follow_ups(wishes: Sequence[Wish], drafts: Sequence[Draft]) -> tuple[FollowUp, ...]:
    """Every follow-up that is wished for or has been begun, the wished-for ones first."""
    rows: dict[Key, list[Draft]] = {}
    for draft in drafts:
        rows.setdefault(draft.key, []).append(draft)
    wished = {wish.key: wish for wish in wishes}
    return tuple(_follow_up(key, wished.get(key), rows.get(key, [])) for key in dict.fromkeys((*wished, *rows)))


def _follow_up(key: Key, wish: Wish | None, rows: Sequence[Draft]) -> FollowUp:
    state, reason = _state(wish, rows)
    return FollowUp(
        id=follow_up_id(key),
        key=key,
        recipient=wish.recipient if wish else Person(email=key.recipient if "@" in key.recipient else None),
        state=state,
        reason=reason,
        due=wish.due if wish else None,
        deadline=wish.deadline if wish else None,
        best_time=wish.best_time if wish else None,
        placed_at=next((row.placed_at for row in reversed(rows) if row.placed_at), None),
    )


def _state(wish: Wish | None, rows: Sequence[Draft]) -> tuple[FollowUpState, str]:
    for draft_state, state in _FINAL.items():
        if row := next((row for row in reversed(rows) if row.state is draft_state), None):
            overtaken = state is FollowUpState.RELEASED and wish is not None and wish.wanted is Wanted.NO
            return state, f"{row.reason}; but {wish.reason}" if overtaken and wish else row.reason
    if rows and not (wish and rows[-1].state in _GONE and wish.wanted is not Wanted.NO):
        return _OTHERWISE[rows[-1].state], rows[-1].reason
    return (_WISHED[wish.wanted], wish.reason) if wish else (FollowUpState.CLOSED, "")
