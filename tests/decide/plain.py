"""Facts folded plainly: all of them at once, every message compared with every application.

What ``Folding`` does by what has changed must come to the same; this says what.
"""

from collections.abc import Iterable

from afterword.decide import Known
from afterword.decide.announced import latest_readings
from afterword.decide.applications import with_debriefs, with_decisions, with_present_ids
from afterword.decide.correspondence import Correspondence
from afterword.decide.interviews import interviews_in
from afterword.decide.processes import processes_of
from afterword.decide.words import Words
from afterword.model import Debrief, Decision, InviteSeen, Observation, ReplySeen, SentSeen, Undo, Verdict


def folded_plainly(observations: Iterable[Observation]) -> Known:
    facts = tuple(observations)
    decisions = Words([one for one in facts if isinstance(one, Decision)])
    debriefs = Words([one for one in facts if isinstance(one, Debrief)])
    messages = [one for one in facts if isinstance(one, SentSeen | ReplySeen)]
    interviews = interviews_in(latest_readings([one for one in facts if isinstance(one, InviteSeen)]), decisions)
    certain = [one for one in interviews if one.invite.verdict is Verdict.INTERVIEW]
    bare = tuple(with_debriefs(process.application(), debriefs) for process in processes_of(certain))
    talk = Correspondence(bare)
    talk.take(messages)
    applications = tuple(with_decisions(talk.told(one.id), decisions) for one in bare)
    present = {old: one.id for one in applications for old in one.also}
    return Known(
        applications,
        tuple(one for one in interviews if one.invite.verdict is Verdict.UNSURE),
        tuple(with_present_ids(one, present) for one in facts if isinstance(one, Undo)),
        tuple(one for one in messages if isinstance(one, SentSeen)),
    )
