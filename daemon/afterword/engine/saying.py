"""One line in the log for each decision: what it is, in our words, and fields for the journal.

Nothing here is of a mail: no name, no address, no sentence. ``afterword log`` has the reasons and the evidence.
"""

import logging
from collections.abc import Iterable

from afterword.model import Draft, InviteSeen, Observation, Position, ReplySeen, SentSeen, Verdict


def said_of_draft(log: logging.Logger, text: str, draft: Draft, decision: str) -> None:
    """What was done to a draft, or has become of it. Its reason may quote a mail, so it stands in ``status`` alone."""
    key = draft.key
    fields = {
        "decision": decision,
        "kind": key.kind.value,
        "application": key.application,
        "account": draft.account,
        "occasion": key.occasion,
    }
    log.info(text, key.kind, draft.account, extra={"fields": fields})


def said_of_observed(log: logging.Logger, items: Iterable[Observation]) -> None:
    """What was read, and what it was taken for. Of what is no interview only the debug log tells: it is most of all."""
    for item in items:
        match item:
            case InviteSeen():
                verdict = item.invite.verdict
                level = logging.DEBUG if verdict is Verdict.NOT_INTERVIEW else logging.INFO
                taken = verdict.value.replace("_", " ")
                cancelled = ", cancelled" if item.invite.cancelled else ""
                _say(log, level, f"an invite is taken for: {taken}{cancelled}", "invite", verdict.value, item.position)
            case ReplySeen():
                signal = item.reply.signal.value
                asked = ", and you are asked" if item.reply.ask else ""
                said = f"an answer is taken for: {signal.replace('_', ' ')}{asked}"
                _say(log, logging.INFO, said, "answer", signal, item.position)
            case SentSeen():
                _say(log, logging.INFO, "you wrote to somebody of an application", "sent", "sent", item.position)
            case _:
                log.info("your word is taken up", extra={"fields": {"decision": "word"}})


def _say(log: logging.Logger, level: int, text: str, decision: str, taken: str, position: Position) -> None:
    where = f"{position.account}, {position.folder}, message {position.uid}"
    fields = {
        "decision": decision,
        "taken": taken,
        "account": position.account,
        "folder": position.folder,
        "uid": position.uid,
    }
    log.log(level, "%s (%s)", text, where, extra={"fields": fields})
