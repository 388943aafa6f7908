"""The agenda at the end of a pass (K1): what is known by now, written to the file that the user has named."""

import logging
from datetime import datetime

from afterword.adapters.ledger import Ledger
from afterword.config import Config
from afterword.decide import agenda, revised
from afterword.engine.state import state_of
from afterword.errors import Transient
from afterword.model import Reach

_log = logging.getLogger(__name__)

NAME = "agenda"
"""Under which the ledger keeps how it went; the configuration gives the name to nothing else."""


def keep_agenda(ledger: Ledger, config: Config, now: datetime) -> Transient | None:
    """Bring the agenda up to date. What prevented it is noted for ``status``, and returned: a pass goes on without.

    It follows from the ledger alone, as if every account had been read: that a server is down changes no plan.
    """
    if config.agenda is None:
        return None
    # Here and not above: few have one, and the library takes a moment to load.
    from afterword.adapters.agenda import AgendaFile

    state = state_of(ledger, config, now)
    wanted = agenda(state.outlook, state.drafts, config.owner, now, suggestions=config.agenda.suggestions)
    try:
        if AgendaFile(config.agenda.file).update(lambda posted: revised(posted, wanted, now)):
            _log.info("the agenda has changed")
    except Transient as problem:
        _log.warning("%s", problem)
        ledger.save_account(NAME, Reach.UNREACHABLE, str(problem))
        return problem
    ledger.save_account(NAME, Reach.OK)
    return None
