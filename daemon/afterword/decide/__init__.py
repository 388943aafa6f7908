"""Facts and the clock in, wishes and actions out. No clock of its own, no I/O.

``fold`` makes applications of observations, ``outlook`` says which follow-ups should exist at a moment, ``reconcile``
what to do about the difference to what is in the mailbox.
"""

from afterword.decide.actions import Action, Note, Place, PlaceAgain, PutBack, Reconciled, View, Withdraw
from afterword.decide.agenda import agenda, revised
from afterword.decide.applications import Folding, Known, fold
from afterword.decide.case import Case
from afterword.decide.cursor import ToRead, answers_in, folders_to_read, looks_lost, news_in, read_so_far
from afterword.decide.debriefs import debrief_form, form_about
from afterword.decide.history import Decided, history, names_of
from afterword.decide.index import Index
from afterword.decide.judged import Standing
from afterword.decide.matching import Directory, Match, recipients
from afterword.decide.noted import is_named
from afterword.decide.notices import next_digest, notice, noticed, told
from afterword.decide.overview import follow_ups
from afterword.decide.policy import Judging, Outlook, outlook, with_present_ids
from afterword.decide.reconcile import reconcile
from afterword.decide.rows import Rows
from afterword.decide.standing import said_at
from afterword.decide.thanks import people_met
from afterword.decide.undone import PUT_BACK, LastChange, as_undone, last_change, to_put_back
from afterword.decide.urgent import Urgent, urgent
from afterword.decide.visits import Visit, end_of, state_of
from afterword.decide.waiting import urgent_from, waiting
from afterword.decide.whereabouts import SentMail
from afterword.decide.workdays import WorkCalendar, promised_day, start_of

__all__ = [
    "PUT_BACK",
    "Action",
    "Case",
    "Decided",
    "Directory",
    "Folding",
    "Index",
    "Judging",
    "Known",
    "LastChange",
    "Match",
    "Note",
    "Outlook",
    "Place",
    "PlaceAgain",
    "PutBack",
    "Reconciled",
    "Rows",
    "SentMail",
    "Standing",
    "ToRead",
    "Urgent",
    "View",
    "Visit",
    "Withdraw",
    "WorkCalendar",
    "agenda",
    "answers_in",
    "as_undone",
    "debrief_form",
    "end_of",
    "fold",
    "folders_to_read",
    "follow_ups",
    "form_about",
    "history",
    "is_named",
    "last_change",
    "looks_lost",
    "names_of",
    "news_in",
    "next_digest",
    "notice",
    "noticed",
    "outlook",
    "people_met",
    "promised_day",
    "read_so_far",
    "recipients",
    "reconcile",
    "revised",
    "said_at",
    "start_of",
    "state_of",
    "to_put_back",
    "told",
    "urgent",
    "urgent_from",
    "waiting",
    "with_present_ids",
]
