"""What an answer means that was written before the interview."""

from datetime import date

from msgspec.structs import replace

from afterword.model import Reply, Signal

_ENDS = frozenset({Signal.REJECTION, Signal.OFFER, Signal.NEXT_STEP})


def as_written_before(reply: Reply, written_on: date | None, interview_on: date | None) -> Reply:
    """``reply`` as it is meant where it was written before the day of the interview.

    Who asks somebody to come then asks them to that very interview, not on to a next one: what is left is by when the
    answer is promised, if that is said (C2). A refusal or an offer is one on any day, but a doubtful one beside a
    promise that counts from the interview: who promises that has not decided.
    """
    if written_on is None or interview_on is None or written_on >= interview_on:
        return reply
    denied = reply.ask and reply.signal in _ENDS and reply.beside is not None and reply.beside.counts_from_interview
    if reply.signal is not Signal.NEXT_STEP and not denied:
        return reply
    signal = Signal.TIMELINE if reply.beside else Signal.ACKNOWLEDGEMENT
    reasons = (*reply.reasons, "the interview that it is about is to come")
    return replace(reply, signal=signal, promise=reply.beside, beside=None, ask=False, reasons=reasons)
