"""What a message means for the follow-ups: its signal, the sentence that decided, and by when an answer is promised.

Layers, the surer first: what a machine wrote (automatic.py); what is about something else; then sentence by sentence,
with phrases that know negation, a rejection before an offer. A wrong end of the chasing costs a reminder, a chaser to
somebody who has answered costs the job; where the text does not decide, ``ask`` is set.
"""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from afterword.model import Reply, Signal
from afterword.understand import absences, automatic, dates, hits, likeness, meanings, weighing
from afterword.understand.addressee import somebody_else
from afterword.understand.apart import (
    FEW,
    LONGEST_EVIDENCE,
    Apart,
    from_hiring,
    is_mailing,
    language_understood,
    taken_apart,
)
from afterword.understand.hits import Group
from afterword.understand.matter import asks_for_marks, is_letter_to_many, matter_of
from afterword.understand.mime import Message
from afterword.understand.sentences import plain, sentences
from afterword.understand.text import NewText, new_text

_TERSE = 60
"""Words: in so short a message that decides nothing, the last day named is the one to wait for."""
_HINTS_ALONE = 2
_MOST_WEIGHED = 60
"""Sentences of a message that are held against the model."""
_SAY_WHEN = frozenset({Signal.TIMELINE, Signal.HOLDING})
_ENDS = (Signal.REJECTION, Signal.OFFER, Signal.NEXT_STEP)
SURE_ABOVE, DOUBTFUL_ABOVE = 0.45, 0.35
"""Of the weight of all signs, so much must speak for an answer that ends the chasing; between the two it is asked."""
_KEPT_ABOVE = 0.25
"""What the rules plainly say stands where so much of the weight of all signs is for it."""
_SECONDED_ABOVE = 0.3
"""An end of the chasing of which only the rules are sure is asked about where less of the weight is for it."""
_PLAIN_ABOVE = 0.85
"""Among what decides nothing the rules are overruled only by so much."""
_BEYOND_DOUBT = 0.95
_FAINTLY = 0.1
"""So much a sentence of which the rules say that it refuses is like one that does, or they have misread it."""
_ALONE_ABOVE = 0.6
"""An end of the chasing that no rule sees, or one guesses at, is asked about where less of the weight is for it."""
_PLAINLY_SAID = frozenset({Signal.DO_NOT_CONTACT, Signal.UNRELATED, Signal.AUTO_REPLY})
"""What the rules hardly ever see wrongly: of 156 messages of ``training/messages`` in five."""
_NO_VERDICT = frozenset({Signal.HOLDING, Signal.TIMELINE, Signal.ACKNOWLEDGEMENT, Signal.AUTO_REPLY})
_WITHOUT_A_DAY = frozenset({Signal.ACKNOWLEDGEMENT, Signal.AUTO_REPLY, Signal.UNRELATED})
_READS_LIKE = {
    Signal.REJECTION: "a rejection",
    Signal.OFFER: "an offer of the job",
    Signal.NEXT_STEP: "an invitation to a next step",
    Signal.HOLDING: "an answer that leaves the decision for later",
    Signal.DO_NOT_CONTACT: "a request not to write",
    Signal.ACKNOWLEDGEMENT: "thanks that decide nothing",
    Signal.UNRELATED: "a message about something else",
}
_GUESSES = {
    Group.REJECTION: Signal.REJECTION,
    Group.OFFER: Signal.OFFER,
    Group.NEXT_STEP: Signal.NEXT_STEP,
    Group.HOLDING: Signal.HOLDING,
}
_REPLY_METHODS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER"})


def read_reply(message: Message, has_invites: bool, own: Collection[str] = ()) -> Reply | None:
    """What ``message`` says of an answer; None where a calendar message says nothing beyond its event.

    ``own`` are the owner's addresses: a message of the owner's is no answer.
    """
    envelope = message.envelope
    if envelope.forged:
        return Reply(Signal.UNRELATED, 0.9, ("its sender is not who it says (DMARC failed)",))
    written = new_text(message)
    report = automatic.bounce(message, message.plain or written.body)
    if report is not None:
        return replace(report, returned=automatic.returned(message))
    if envelope.sender.email in own:
        return Reply(Signal.UNRELATED, 0.99, ("the owner wrote it",))
    if any((part.parameter("method") or "").upper() in _REPLY_METHODS for part in message.calendars):
        return Reply(Signal.UNRELATED, 0.95, ("it answers a calendar invitation, no more",))
    language = language_understood(written.body)
    reason = automatic.automatic_reply(message)
    if reason is not None:
        return _absence(message, written.body, language, reason)
    if language not in hits.known_languages():
        return _not_understood(message, written.body)
    text = _with_what_is_said_below(taken_apart(message, written.body, language), written, message, language)
    if has_invites:
        return _beside_an_invite(text)
    away = text.sure(Group.ABSENCE) and text.automatic
    if away and not text.sure(Group.REJECTION) and not text.sure(Group.OFFER):
        return _absence(message, text.body, language, "it says that its writer is away")
    # Who hires writes at the foot of an answer, too, how to get no more mail.
    answers = text.in_thread or from_hiring(message) or (text.about_job and _decides(text))
    if text.sure(Group.UNRELATED) and not answers:
        return Reply(Signal.UNRELATED, 0.9, ("it is a mailing about something else",), text.evidence(Group.UNRELATED))
    if is_letter_to_many(envelope.sender) and not text.in_thread:
        return Reply(Signal.UNRELATED, 0.9, ("its sender writes to many",))
    if asks_for_marks(text.body) and not text.in_thread:
        return Reply(Signal.UNRELATED, 0.9, ("it asks for marks",))
    ruled = _ending(text) or _open(message, text, language)
    reply = _weighed(ruled, message, text, language) if language in likeness.languages() else ruled
    role = hits.role_in(message.envelope.subject, text.said, text.words)
    matter = matter_of(text.body, envelope.subject, envelope.sender, language)
    return replace(
        reply,
        role=role,
        needs_tie=not text.about_job and not from_hiring(message),
        no_answer_wanted=text.sure(Group.DO_NOT_CONTACT),
        about_job=matter.job,
        engagement=matter.engagement,
        matters=matter.other,
        weakly_about_job=matter.weakly,
        plainly_about_job=matter.plainly or from_hiring(message),
        apart=matter.apart,
        not_met=matter.not_met,
        beside_others=matter.beside_others,
        addressee=None if written.forwarded else somebody_else(text.body, language, envelope, own),
        beside=text.promise if reply.promise is None else None,
    )


def _with_what_is_said_below(text: Apart, written: NewText, message: Message, language: str) -> Apart:
    """``text`` with what stands below its writer's name, where that says plainly how it ends and the text does not: a
    notice of new mail names its writer above, and who passes an answer on signs before it."""
    verdicts = (Group.REJECTION, Group.OFFER)
    if not written.below_name or any(map(text.sure, verdicts)):
        return text
    below = hits.find(sentences(written.below_name), text.words)
    if not any(below[verdict].sure for verdict in verdicts):
        return text
    return taken_apart(message, f"{text.body}\n\n{written.below_name}", language)


def weighed_sentences(message: Message) -> tuple[Sequence[str], meanings.Lexicon] | None:
    """The sentences that are held against the model, and the words of their language; None where none are.

    For training."""
    body = new_text(message).body
    language = language_understood(body)
    if language not in hits.known_languages():
        return None
    text = taken_apart(message, body, language)
    return text.said[:_MOST_WEIGHED], text.words.lexicon


def signs(message: Message, model: likeness.Model) -> dict[str, float] | None:
    """What the weighing of ``message`` rests on, as ``model`` sees it; None where it is not weighed. For training."""
    body = new_text(message).body
    language = language_understood(body)
    if language not in hits.known_languages():
        return None
    text = taken_apart(message, body, language)
    ruled = _ending(text) or _open(message, text, language)
    return _signs(ruled, message, text, _likeness(text, model))


def _likeness(text: Apart, model: likeness.Model) -> weighing.Likeness:
    said = text.said[:_MOST_WEIGHED]
    return weighing.Likeness(said, [model.likeness(sentence, text.words.lexicon) for sentence in said])


def _signs(ruled: Reply, message: Message, text: Apart, like: weighing.Likeness) -> dict[str, float]:
    circumstances = {
        "in_thread": text.in_thread,
        "about_job": text.about_job,
        "mailing": is_mailing(message),
        "automatic_subject": text.automatic,
        "from_hiring": from_hiring(message),
        "promise": text.promise is not None,
        "asks": text.asks(),
        "short": len(text.body.split()) < FEW,
    }
    return weighing.signs(ruled, text.found, like, [name for name, holds in circumstances.items() if holds])


def _weighed(ruled: Reply, message: Message, text: Apart, language: str) -> Reply:
    """What the rules say, unless the weight of all signs is for something else; in doubt, rather ask."""
    like = _likeness(text, likeness.model())
    odds = weighing.weighed(_signs(ruled, message, text, like))
    signal = max(odds, key=lambda one: odds[one])
    share = round(odds[signal], 2)
    ending = max(_ENDS, key=lambda one: odds[one])
    ends = sum(odds[one] for one in _ENDS)
    doubtful = DOUBTFUL_ABOVE <= ends < SURE_ABOVE
    of_the_rules = odds.get(weighing.folded(ruled.signal), 0.0)
    seconded = ruled.signal not in _ENDS or of_the_rules >= _SECONDED_ABOVE
    stands = not weighing.in_doubt(ruled) and (
        of_the_rules >= _KEPT_ABOVE or (ruled.signal in _NO_VERDICT and signal in _NO_VERDICT and share < _PLAIN_ABOVE)
    )
    # A day that was found is no matter of style, unless it is the day on which the writer is back.
    back = signal is Signal.AUTO_REPLY and share >= _BEYOND_DOUBT and _is_of_return(ruled, message, text, language)
    dated = ruled.promise is not None and signal in _WITHOUT_A_DAY and not back
    # Who confirms an interview and says when the answer comes after it asks nobody on to a next one; nor does who says
    # by when they answer, unless that is plain.
    asks_nobody_on = ending is Signal.NEXT_STEP and (
        (ruled.signal is Signal.TIMELINE and ruled.promise is not None and ruled.promise.counts_from_interview)
        or (ruled.promise is not None and ruled.signal in _SAY_WHEN and odds[ending] < _BEYOND_DOUBT)
    )
    # Who says when they are back may have written just for an answer.
    if ruled.signal is Signal.AUTO_REPLY and ends >= DOUBTFUL_ABOVE:
        return _like(
            text, like, ending, share, "it may be an answer, but says as well when its writer is back", ask=True
        )
    if ruled.signal in _PLAINLY_SAID and not weighing.in_doubt(ruled) and share < _BEYOND_DOUBT:
        return ruled
    # Of which job a plain verdict speaks is told where the applications are known.
    verdict = ruled.signal in _ENDS and text.about_job and not weighing.in_doubt(ruled)
    if verdict and signal is Signal.UNRELATED and share < _BEYOND_DOUBT:
        return ruled
    # A plain no that wants no answer is a no; "I ask you not to write to them, nor to us" is none.
    refuses = any(odd[likeness.Meaning.REJECTION] >= _FAINTLY for odd in like.of(text.found[Group.REJECTION].sure))
    if ruled.signal is Signal.REJECTION and signal is Signal.DO_NOT_CONTACT and refuses:
        return replace(ruled, confidence=max(share, of_the_rules), ask=not seconded)
    if doubtful and not (stands and ruled.signal is ending) and not asks_nobody_on:
        return _like(text, like, ending, share, "it may be an answer, but does not say so plainly", ask=True)
    unsure = signal in _ENDS and share < _ALONE_ABOVE
    if signal is weighing.folded(ruled.signal) or stands or dated or asks_nobody_on:
        guessed = unsure and weighing.in_doubt(ruled) and ruled.signal in _ENDS
        return replace(ruled, confidence=max(share, of_the_rules), ask=guessed or not seconded)
    if signal is Signal.AUTO_REPLY and share < _BEYOND_DOUBT and ruled.signal in _NO_VERDICT:
        return ruled  # an absence would hold back what is due to that person
    if signal is Signal.AUTO_REPLY:
        return _absence(message, text.body, language, "it reads like a message that nobody wrote just now")
    reply = _like(text, like, signal, share, f"it reads like {_READS_LIKE[signal]}", ask=unsure)
    if signal is Signal.HOLDING and reply.promise is None and text.promise is None:
        written_on = message.envelope.day
        loose = dates.loose_promise(text.body, written_on, language) if written_on else None
        return replace(reply, promise=loose)
    return reply


def _is_of_return(ruled: Reply, message: Message, text: Apart, language: str) -> bool:
    written_on = message.envelope.day
    return (
        written_on is not None
        and ruled.promise is not None
        and ruled.promise.until == absences.return_day(text.body, written_on, language)
    )


def _like(text: Apart, like: weighing.Likeness, signal: Signal, share: float, reason: str, *, ask: bool) -> Reply:
    evidence = like.strongest(likeness.Meaning(signal.value))
    promise = text.promise if signal in {Signal.HOLDING, Signal.DO_NOT_CONTACT} else None
    return Reply(
        signal, share, (reason,), evidence and evidence[:LONGEST_EVIDENCE], promise, ask=ask,
        awaits_owner=signal is not Signal.REJECTION and text.asks(),
    )  # fmt: skip


def _decides(text: Apart) -> bool:
    return text.sure(Group.REJECTION) or text.sure(Group.OFFER) or text.sure(Group.NEXT_STEP)


def _ending(text: Apart) -> Reply | None:
    """The answers that end the chasing, and the wish not to be chased; None where it is none of them."""
    rejection, offer, step = text.sure(Group.REJECTION), text.sure(Group.OFFER), text.sure(Group.NEXT_STEP)
    if rejection and set(text.found[Group.OFFER].sure) - set(text.found[Group.REJECTION].sure):
        return _reply(text, Group.REJECTION, Signal.REJECTION, 0.5, "it reads as a rejection and as an offer", ask=True)
    if rejection:
        return _reply(text, Group.REJECTION, Signal.REJECTION, 0.95, "it says that it is not going to be the owner")
    # "Great to have you with us. Does Thursday suit for the next interview?"
    if offer and not (step and text.found[Group.NEXT_STEP].ruled and not text.found[Group.OFFER].ruled):
        return _reply(text, Group.OFFER, Signal.OFFER, 0.95, "it offers the job")
    # Who is away says whom not to ask meanwhile.
    if text.sure(Group.DO_NOT_CONTACT) and not text.automatic:
        return _reply(text, Group.DO_NOT_CONTACT, Signal.DO_NOT_CONTACT, 0.9, "it asks not to be written to")
    # Who promises an answer so long after the interview, unasked, confirms the interview and invites to no other.
    if step and not (text.promise and text.promise.counts_from_interview and not text.in_thread):
        return _reply(text, Group.NEXT_STEP, Signal.NEXT_STEP, 0.9, "it asks the owner on to a next step")
    open_still = text.sure(Group.HOLDING) or text.sure(Group.RECEIPT)
    if not text.in_thread and not text.about_job:
        return None
    if text.likely(Group.REJECTION) >= 2 and not open_still:
        return _reply(text, Group.REJECTION, Signal.REJECTION, 0.75, "several turns of phrase together say no")
    if text.likely(Group.OFFER) >= 2 and not open_still:
        return _reply(text, Group.OFFER, Signal.OFFER, 0.7, "several turns of phrase together make an offer")
    return None


def _open(message: Message, text: Apart, language: str) -> Reply:
    """The answers that leave the matter open."""
    if text.sure(Group.ABSENCE) and (text.automatic or not text.sure(Group.HOLDING)):
        return _absence(message, text.body, language, "it says that its writer is away")
    if text.sure(Group.RECEIPT) and automatic.says_so(text.body) and not text.in_thread:
        return Reply(
            Signal.AUTO_REPLY, 0.9, ("it says that it was made by a machine, and that something was received",)
        )
    if text.sure(Group.RECEIPT) and not text.sure(Group.HOLDING):
        return _reply(
            text, Group.RECEIPT, Signal.ACKNOWLEDGEMENT, 0.85, "it says that something was received", dated=False
        )
    if text.sure(Group.HOLDING):
        return _holding(message, text, language)
    if text.automatic:
        return _absence(message, text.body, language, "its subject is that of an automatic reply")
    if text.promise is not None:
        reasons = ("it says when the answer comes",)
        return Reply(
            Signal.TIMELINE,
            0.85,
            reasons,
            text.promise.evidence[:LONGEST_EVIDENCE],
            text.promise,
            awaits_owner=text.asks(),
        )
    if not text.in_thread and (text.sure(Group.UNRELATED) or is_mailing(message)):
        return Reply(Signal.UNRELATED, 0.7, ("it says nothing of an answer and answers no message",))
    written_on = message.envelope.day
    if written_on is not None and not text.asks() and absences.says_when_back(text.body, written_on, language):
        return _absence(message, text.body, language, "it says when its writer is back")
    undecided = _undecided(text)
    if text.sure(Group.ACKNOWLEDGEMENT) and not undecided.ask:
        return _reply(text, Group.ACKNOWLEDGEMENT, Signal.ACKNOWLEDGEMENT, 0.8, "it thanks, and decides nothing")
    return undecided


def _holding(message: Message, text: Apart, language: str) -> Reply:
    reply = _reply(text, Group.HOLDING, Signal.HOLDING, 0.9, "it says that nothing is decided yet")
    written_on = message.envelope.day
    if reply.promise is None and written_on is not None and len(text.body.split()) <= _TERSE:
        return replace(reply, promise=dates.loose_promise(text.body, written_on, language))
    return reply


def _undecided(text: Apart) -> Reply:
    """It says nothing that is understood. What may be an answer all the same is asked about."""
    hinted = meanings.hint(map(plain, text.said), text.words.lexicon)
    speaks = any(text.words.about_answer.search(plain(sentence)) for sentence in text.said)
    if hinted is not None and (speaks or hinted[1] > _HINTS_ALONE) and not text.sure(Group.UNRELATED):
        group = Group(hinted[0])
        return _reply(text, group, _GUESSES[group], 0.4, "it may be an answer, but does not say so plainly", ask=True)
    evidence = text.said[0][:LONGEST_EVIDENCE] if text.said else None
    reasons = ("it says nothing of an answer",)
    return Reply(Signal.ACKNOWLEDGEMENT, 0.6, reasons, evidence, awaits_owner=text.asks())


def _beside_an_invite(text: Apart) -> Reply | None:
    """What the text of a calendar message says beyond the event: a next step is the event's own business."""
    if text.sure(Group.REJECTION) and not text.sure(Group.NEXT_STEP) and not text.sure(Group.HOLDING):
        return _reply(text, Group.REJECTION, Signal.REJECTION, 0.8, "it says that it is not going to be the owner")
    if text.promise is not None:
        evidence = text.promise.evidence[:LONGEST_EVIDENCE]
        return Reply(Signal.TIMELINE, 0.85, ("it says when the answer comes",), evidence, text.promise)
    return None


def _absence(message: Message, body: str, language: str, reason: str) -> Reply:
    written_on = message.envelope.day
    returns_on = absences.return_day(body, written_on, language) if written_on else None
    reasons = (reason, f"back on {returns_on}") if returns_on else (reason,)
    said = next(iter(sentences(body)), None)
    return Reply(Signal.AUTO_REPLY, 0.95, reasons, said and said[:LONGEST_EVIDENCE], returns_on=returns_on)


def _not_understood(message: Message, body: str) -> Reply:
    """Rather ask; what answers nothing and comes from nobody known is no answer (``needs_tie``)."""
    in_thread = message.envelope.in_reply_to is not None
    reason = "it is written in a language that is not understood here"
    if not body or is_mailing(message):
        return Reply(Signal.UNRELATED, 0.3, (reason,))
    return Reply(Signal.ACKNOWLEDGEMENT, 0.3, (reason,), ask=True, needs_tie=not in_thread)


def _reply(
    text: Apart, group: Group, signal: Signal, confidence: float, reason: str, *, ask: bool = False, dated: bool = True
) -> Reply:
    promise = text.promise if dated and signal in {Signal.HOLDING, Signal.DO_NOT_CONTACT} else None
    return Reply(
        signal, confidence, (reason,), text.evidence(group), promise, ask=ask,
        awaits_owner=signal is not Signal.REJECTION and text.asks(),
    )  # fmt: skip
