"""Facts and drafts as the text of a row, and back; and what a fact is known by."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from afterword.errors import BadMessage
from afterword.model import Debrief, Decision, Draft, InviteSeen, Observation, Position, ReplySeen, SentSeen, Undo

_KINDS: Mapping[str, type[Observation]] = {
    "invite": InviteSeen,
    "reply": ReplySeen,
    "sent": SentSeen,
    "decision": Decision,
    "debrief": Debrief,
    "undo": Undo,
}
_KIND_OF = {kind: name for name, kind in _KINDS.items()}
_decoders = {name: msgspec.json.Decoder(kind) for name, kind in _KINDS.items()}
_draft_decoder = msgspec.json.Decoder(Draft)
_NOWHERE = Position("", "", 0, 0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEFT_OUT: Mapping[str, Any] = {"position": _NOWHERE, "seen_at": _EPOCH, "reader": 0}
"""What says nothing of the content of a message, and what stands for it in the digest of that."""


def kind_of(item: Observation) -> str:
    """The name of a kind of facts."""
    return _KIND_OF[type(item)]


def fact_of(kind: str, text: str) -> Observation:
    """The fact of a row.

    :raises msgspec.MsgspecError: the text is none of that kind.
    """
    return _decoders[kind].decode(text)


def draft_of(text: str) -> Draft:
    """The draft of a row.

    :raises msgspec.MsgspecError: the text is none.
    """
    return _draft_decoder.decode(text)


def fact_from(kind: object, digest: object, value: object) -> Observation | None:
    """The fact of a row of a damaged file; None where the row is not whole."""
    if not isinstance(value, str) or kind not in _decoders:
        return None
    try:
        fact = fact_of(str(kind), value)
    except msgspec.MsgspecError:
        return None
    return fact if _digest_of_row(str(kind), value) == digest else None


def draft_from(message_id: object, value: object) -> Draft | None:
    """The draft of a row of a damaged file; None where the row is not whole."""
    if not isinstance(value, str):
        return None
    try:
        draft = draft_of(value)
    except msgspec.MsgspecError:
        return None
    return draft if draft.message_id == message_id else None


def text_of(value: object) -> str:
    """A value as JSON.

    :raises BadMessage: it holds half a surrogate pair, which no encoding of Unicode can carry.
    """
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError as problem:
        raise BadMessage("it holds characters that are no Unicode text") from problem


def identity(item: Observation) -> tuple[str, str, int]:
    """What a fact was read from, what was read there (both as digests), and by which version of the reader.

    A message is known by its Message-ID, else by where it lies; an invite also by its event, as one message can
    hold several.
    """
    if isinstance(item, Undo):
        return _digest(kind_of(item), item.at.isoformat()), _digest(text_of(item)), 0
    if isinstance(item, Decision | Debrief):
        return _digest(kind_of(item), item.about), _digest(text_of(item)), 0
    event = (item.invite.uid, item.invite.recurrence_id or "") if isinstance(item, InviteSeen) else ()
    content = replace(item, position=_NOWHERE, seen_at=_EPOCH)
    reader = 0 if isinstance(content, SentSeen) else content.reader
    if not isinstance(content, SentSeen):
        content = replace(content, reader=0)
    return _digest(kind_of(item), name_of_message(item), *event), _digest(text_of(content)), reader


def name_of_message(item: InviteSeen | ReplySeen | SentSeen) -> str:
    """The name of a message: its Message-ID, else where it lies."""
    return item.envelope.message_id or text_of(item.position)


def _digest_of_row(kind: str, value: str) -> str:
    """The second digest of ``identity``, of the text as it was written: a fact may have more fields by now."""
    if _KINDS[kind] not in (InviteSeen, ReplySeen, SentSeen):
        return _digest(value)
    content = msgspec.json.decode(value)
    return _digest(text_of({name: _LEFT_OUT.get(name, part) for name, part in content.items()}))


def _digest(*parts: str) -> str:
    packed = msgspec.json.encode(parts)
    return hashlib.blake2b(packed, digest_size=16).hexdigest()
