"""The clock table in the dashboard: read in words, changed by a new version, every version kept."""

from typing import Any

import pytest
from django.utils import translation

from office.admin.limit_words import explain, rule_title
from office.models import Role, TimeLimit
from office.rules import RULES
from office.tests.factories import home, make_community, make_limit, make_promise, make_staff
from office.tests.pages import errors, filled, listed, manager_of

pytestmark = pytest.mark.django_db
LIST = "/admin/office/timelimit/"
RULE = "CB-2/first"


def page_of(limit: TimeLimit) -> str:
    return f"{LIST}{limit.pk}/change/"


def newest(rule: str = RULE) -> TimeLimit:
    return TimeLimit.objects.filter(rule=rule).latest("version")


def change(client: Any, limit: TimeLimit, **changes: Any) -> Any:
    path = page_of(limit)
    return client.post(path, filled(client.get(path), **changes))


def test_the_list_shows_each_rule_once_in_its_newest_version() -> None:
    client, _manager = manager_of(home())
    make_limit(RULE, amount=12)
    rows = client.get(LIST).context["cl"].result_list
    assert sorted(row.rule for row in rows) == sorted(RULES)
    assert {row.rule: row.version for row in rows} == {key: 2 if key == RULE else 1 for key in RULES}


def test_a_line_explains_itself() -> None:
    client, _manager = manager_of(home())
    assert (
        "counted from completion; warning 2 hours before the last call time; overdue goes to: department head, "
        "2 hours later to: manager" in client.get(page_of(newest())).content.decode()
    )
    with translation.override("en"):
        assert rule_title("RP-9/finish-leak") == "RP-9 · finish the repair (leak)"


def test_every_line_has_a_title_of_its_own() -> None:
    assert len({rule_title(key) for key in RULES}) == len(RULES)
    assert all(explain(limit) for limit in TimeLimit.objects.all())


def test_saving_writes_a_new_version_and_leaves_the_old() -> None:
    client, manager = manager_of(home())
    promise = make_promise(rule=RULE)
    response = change(client, newest(), amount=12)
    assert (response.status_code, response["Location"]) == (302, LIST)
    versions = TimeLimit.objects.filter(rule=RULE).order_by("version").values_list("version", "amount", "set_by")
    assert list(versions) == [(1, 24, None), (2, 12, manager.pk)]
    assert make_promise(rule=RULE).limit.version == 2
    promise.refresh_from_db()
    assert promise.limit.version == 1


def test_saving_unchanged_writes_nothing() -> None:
    client, _manager = manager_of(home())
    assert change(client, newest()).status_code == 302
    assert TimeLimit.objects.filter(rule=RULE).count() == 1


def test_save_and_continue_goes_on_with_the_new_version() -> None:
    client, _manager = manager_of(home())
    response = change(client, newest(), amount=12, _continue="1")
    assert response["Location"] == page_of(newest())
    assert newest().version == 2


@pytest.mark.parametrize(
    ("rule", "field", "value", "says"),
    [
        (RULE, "amount", "0", "At least 1."),
        (RULE, "amount", "-1", "Ensure this value is greater than or equal to 0."),
        (RULE, "amount", "8761", "At most 8760."),
        (RULE, "amount", "NaN", "Enter a whole number."),
        (RULE, "amount", "9" * 30, "At most 8760."),
        ("CB-5/first", "amount", "0", "At least 1."),
        ("CB-5/first", "amount", "367", "At most 366."),
        ("CB-9/notice", "warn_amount", "720", "The warning would come after the limit."),
        ("RP-9/finish", "warn_amount", "100", "Between 1 and 99 percent."),
        ("CB-5/first", "warn_amount", "1440", "At most 1439."),
        (RULE, "escalate_after", "0", "At least 1."),
        (RULE, "escalate_after", "525601", "At most 525600."),
        ("CB-2/second", "opens_days", "400", "At most 366."),
        (RULE, "unit", "times", "Select a valid choice. times is not one of the available choices."),
        ("CB-8/attempts", "unit", "days", "Select a valid choice. days is not one of the available choices."),
    ],
)
def test_absurd_numbers_are_refused_at_the_field(rule: str, field: str, value: str, says: str) -> None:
    client, _manager = manager_of(home())
    response = change(client, newest(rule), **{field: value})
    assert errors(response) == {field: [says]}
    assert TimeLimit.objects.filter(rule=rule).count() == 1


def test_nothing_may_be_0_days_but_what_means_the_same_day() -> None:
    client, _manager = manager_of(home())
    assert change(client, newest("CB-2/second"), warn_amount=600).status_code == 302
    assert (newest("CB-2/second").amount, newest("CB-2/second").warn_amount) == (0, 600)


def test_whoever_is_second_is_told_and_changes_nothing() -> None:
    client, _manager = manager_of(home())
    old = newest()
    data = filled(client.get(page_of(old)), amount=6)
    make_limit(RULE, amount=12)
    response = client.post(page_of(old), data, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Somebody else has just changed this limit. Look at it again."
    ]
    assert newest().amount == 12


def test_an_old_version_is_only_looked_at() -> None:
    client, _manager = manager_of(home())
    old = newest()
    make_limit(RULE, amount=12)
    response = client.get(page_of(old))
    assert (response.status_code, response.context["has_change_permission"]) == (200, False)


def test_its_page_shows_every_version_with_what_it_changed() -> None:
    client, manager = manager_of(home())
    change(client, newest(), amount=12)
    changes = client.get(page_of(newest())).context["changes"]
    assert [(row.what, row.by) for row in changes] == [
        ("everywhere, version 2", manager.name),
        ("everywhere, version 1", ""),
    ]
    assert [(line.label, line.old, line.new) for line in changes[0].lines] == [("limit", "24 hours", "12 hours")]


def test_who_does_not_serve_everywhere_sets_his_own_communitys_limit() -> None:
    ours, theirs = home(), make_community()
    client, _manager = manager_of(ours)
    response = change(client, newest(), amount=12)
    assert errors(response) == {"community": ["This field is required."]}
    assert change(client, newest(), amount=12, community=ours.pk).status_code == 302
    assert errors(change(client, newest(), amount=9, community=theirs.pk)) == {
        "community": ["Select a valid choice. That choice is not one of the available choices."]
    }
    in_force = TimeLimit.objects.in_force
    assert in_force(ours, [RULE])[RULE].amount == 12
    assert in_force(theirs, [RULE])[RULE].amount == 24


def test_anothers_own_limit_is_not_there() -> None:
    client, _manager = manager_of(home())
    foreign = make_limit(RULE, community=make_community(), amount=9)
    assert client.get(page_of(foreign)).status_code == 404
    assert str(foreign) not in listed(client, LIST)
    assert len(client.get(page_of(TimeLimit.objects.get(rule=RULE, community=None))).context["changes"]) == 1


def test_a_rules_first_limit_is_not_added_by_hand() -> None:
    client, _manager = manager_of(home())
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}add/", {"amount": 1}).status_code == 403


def test_a_company_reads_the_table_and_changes_nothing() -> None:
    client, _manager = manager_of(home())
    client.force_login(make_staff(Role.COMPANY))
    assert client.get(page_of(newest())).status_code == 200
    assert client.post(page_of(newest()), {"amount": 1}).status_code == 403
