"""The table behind the buttons and the checks agrees with the table of moves and with the roles."""

import pytest

from office.roles import PERMISSIONS
from repairs.models import Repair, Verb
from repairs.models.allowed import ALLOWED

S = Repair.Status
# Where each verb that moves a repair takes it.
LEADS_TO = {
    Verb.DISPATCH: S.DISPATCHED,
    Verb.ACCEPT: S.ACCEPTED,
    Verb.NOBODY_HOME: S.ACCEPTED,
    Verb.QUOTE: S.QUOTED,
    Verb.AGREE: S.AGREED,
    Verb.REFUSE: S.ON_SITE,
    Verb.FINISH: S.FINISHED,
    Verb.HAND_BACK: S.REGISTERED,
    Verb.PASS_ON: S.DISPATCHED,
    Verb.VOID: S.VOID,
}


@pytest.mark.parametrize("verb", LEADS_TO)
def test_where_a_verb_may_start_the_table_of_moves_lets_it_go(verb: Verb) -> None:
    assert {start for start in ALLOWED[verb].starts if LEADS_TO[verb] not in Repair.TRANSITIONS[start]} == set()


def test_every_permission_of_the_table_is_held_by_somebody() -> None:
    held = set().union(*PERMISSIONS.values())
    assert {rule.permission for rule in ALLOWED.values()} - held == set()
