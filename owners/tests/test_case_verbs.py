"""The tables behind buttons and checks agree with the tables of moves and with the roles."""

import pytest

from office.roles import PERMISSIONS
from office.verbs import VerbModel
from owners.models import Listing, Matter, Message
from owners.views import listings, matters, messages

M, N, L = Matter.Status, Message.Status, Listing.Status
# Where each verb that moves a record may take it.
LEADS_TO: list[tuple[type[VerbModel], str, set[str]]] = [
    (Matter, Matter.Verb.HAND_OVER, {M.HANDED_OVER}),
    (Matter, Matter.Verb.DECIDE, {M.DECIDED}),
    (Matter, Matter.Verb.DO, {M.DONE}),
    (Matter, Matter.Verb.TELL, {M.CLOSED}),
    (Matter, Matter.Verb.VOID, {M.VOID}),
    (Message, Message.Verb.TELL, {N.TOLD, N.DONE}),
    (Message, Message.Verb.RING_BACK, {N.DONE}),
    (Message, Message.Verb.VOID, {N.VOID}),
    (Listing, Listing.Verb.CLOSE, {L.DONE, L.WITHDRAWN}),
]
MODELS = [Matter, Message, Listing]


@pytest.mark.parametrize(("model", "verb", "ends"), LEADS_TO)
def test_where_a_verb_may_start_the_table_of_moves_lets_it_go(
    model: type[VerbModel], verb: str, ends: set[str]
) -> None:
    assert {start for start in model.VERBS[verb].starts if not ends <= set(model.TRANSITIONS[start])} == set()


@pytest.mark.parametrize("model", MODELS)
def test_every_permission_of_the_table_is_held_by_somebody(model: type[VerbModel]) -> None:
    held = set().union(*PERMISSIONS.values())
    assert {rule.permission for rule in model.VERBS.values() if rule.permission} - held == set()


@pytest.mark.parametrize(
    ("model", "offered"), [(Matter, matters.STEPS), (Message, messages.STEPS), (Listing, listings.STEPS)]
)
def test_every_verb_has_its_button(model: type[VerbModel], offered: dict[str, object]) -> None:
    assert set(offered) == set(model.VERBS)


@pytest.mark.parametrize("model", MODELS)
def test_every_column_that_says_whose_a_verb_is_names_a_member_of_staff(model: type[VerbModel]) -> None:
    named = {field for rule in model.VERBS.values() for field in rule.whose}
    assert {model._meta.get_field(field).related_model.__name__ for field in named} <= {"Staff"}  # type: ignore[union-attr]
