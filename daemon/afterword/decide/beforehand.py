"""What an answer means that was written before the interview."""

from datetime import date

from msgspec.structs import replace

from afterword.model import Reply, Signal


def as_written_before(reply: Reply, written_on: date | None, interview_on: date | None) -> Reply:
    """``reply`` as it is meant where it was written before the day of the interview.

    Who asks somebody to come then asks them to that very interview, not on to a next one: what is left is by when the
    answer is promised, if that is said (C2). A refusal or an offer is one on any day.
    """
    if reply.signal is not Signal.NEXT_STEP or written_on is None or interview_on is None or written_on >= interview_on:
        return reply
    signal = Signal.TIMELINE if reply.promise else Signal.ACKNOWLEDGEMENT
    return replace(
        reply, signal=signal, ask=False, reasons=(*reply.reasons, "the interview that it is about is to come")
    )
