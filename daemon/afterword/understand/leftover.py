"""What is left of a title when all that is known in it is taken away: a guess at the role, or at the company.

"Interview – Falconer – Castle Aerie": an occupation that no list knows stands beside a company that is known. A guess
says nothing of whether it is an interview; it is asked for only where that is clear.
"""

import re

from afterword.understand import names
from afterword.understand.candidates import folded, is_a_person, is_headed, is_said, segments, squeezed
from afterword.understand.clues import Clues
from afterword.understand.occupation import held_together, released, undecorated

_NO_NAME = re.compile(
    r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|^\d+\W*$|^(?:online|virtual|remote|video|zoom|teams|phone|on-?site|call|visio|tbc|tbd|hold|"
    r"(?:ref|réf|rif|req|nr|no|id|job id|kennziffer|vacature(?:nummer)?|aviso|edital|"
    r"oferta|expediente|znak)\b.{0,3}[\w/-]*\d|"
    r"お知らせ|ご案内|ご連絡|日程|ご予約|予約|確認|について|"
    r"quick|short|brief|kurze[sr]?|rapide|court|breve|rápid[ao]|korte?|krótk[aie]+|informal|informel(?:le)?|"
    r"presencial|présentiel|telefonisch|telefonica|stage|round|part|etap|fase|phase|runde|ronde|tour|step|schritt|"
    r"confirmation|confirmed|invitation|schedule|details?|panel|final|first|second|third|next|job|application|candidate)\b",
    re.IGNORECASE,
)


def leftover(clues: Clues, company: str | None, role: str | None) -> str | None:
    """The one piece of title or subject that is neither company, role, person nor phrase; None for none or several."""
    known = [squeezed(name) for name in (company, role) if name]
    for title in (clues.title, clues.subject):
        held = held_together(title, lambda text: is_headed(clues, text))
        pieces = {
            squeezed(piece): piece for piece in map(undecorated, map(released, segments(clues, held, small=True)))
        }
        left = [
            piece
            for key, piece in pieces.items()
            if key and not any(one in key or key in one for one in known) and _may_be_a_name(clues, piece)
        ]
        if len(left) == 1:
            return left[0]
    return None


def _may_be_a_name(clues: Clues, piece: str) -> bool:
    if not 2 < len(piece) <= 60 or len(piece.split()) > 6 or not names.starts_like_a_name(piece):
        return False
    if _NO_NAME.search(piece) or clues.names_owner(piece) or is_a_person(clues, piece):
        return False
    if folded(piece) in folded(clues.event.location):
        return False
    for vocabulary in clues.vocabularies:
        phrases = (vocabulary.hiring, vocabulary.sure, vocabulary.likely, vocabulary.weak, vocabulary.process)
        if is_said(vocabulary, piece) or vocabulary.unit.fullmatch(piece) or vocabulary.never.match(piece):
            return False
        if any(pattern.search(piece) for pattern in phrases):
            return False
    return True
