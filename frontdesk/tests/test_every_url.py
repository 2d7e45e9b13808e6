"""Every address of the desk, asked by everybody: what is shown, what is refused, what is not even there (T30)."""

from typing import Any

import pytest

from frontdesk.tests.everywhere import Estate, ask, desk_urls, fault

pytestmark = pytest.mark.django_db

WHO = ["reception", "foreign", "crew", "other_crew", "finance", "head", "manager"]
# Who is not signed in, or no longer works here, is sent to sign in from everywhere but these.
FOR_EVERYBODY = {"login": {"GET": "200", "POST": "200"}, "healthz": {"GET": "200", "POST": "405"}}
# These two Django answers itself, whatever the method.
DJANGOS = {"login", "logout"}
# What the seven in WHO get about an object of the first estate: by GET | by POST with nothing in it.
# 404: not there for him. 403: there, but not his to do. 405: not asked like that. 422: something is missing.
TABLE = """
home                   302 302 302 302 302 302 302 | 405 405 405 405 405 405 405
board                  200 200 403 403 200 200 200 | 405 405 403 403 405 405 405
board_refresh          200 200 403 403 200 200 200 | 405 405 403 403 405 405 405
notices                200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
notices_read           405 405 405 405 405 405 405 | 302 302 302 302 302 302 302
promise                302 404 403 403 302 302 302 | 405 405 403 403 405 405 405
scan                   302 404 302 404 302 302 302 | 405 405 405 405 405 405 405
me                     200 200 200 200 200 200 200 | 422 422 422 422 422 422 422
password               302 302 302 302 302 302 302 | 422 422 422 422 422 422 422
login                  302 302 302 302 302 302 302 | 302 302 302 302 302 302 302
logout                 405 405 405 405 405 405 405 | 302 302 302 302 302 302 302
healthz                200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
owners:household       200 200 403 403 403 200 200 | 405 405 405 405 405 405 405
owners:caller          200 404 403 403 403 200 200 | 405 405 405 405 405 405 405
repairs:list           200 200 403 403 200 200 200 | 405 405 403 403 405 405 405
repairs:register       200 200 403 403 403 200 200 | 422 422 403 403 403 422 422
repairs:category       200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
repairs:return_order   200 404 403 403 200 200 200 | 302 404 403 403 302 302 302
repairs:dispatch       200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:pass_on        200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:hand_back      200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:tell_crew      200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:accept         405 405 405 405 405 405 405 | 302 404 302 404 403 302 302
repairs:arrive         405 405 405 405 405 405 405 | 302 404 302 404 403 302 302
repairs:postpone       200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:extend         403 403 403 403 403 200 200 | 403 403 403 403 403 422 422
repairs:raise_urgency  200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:lower_urgency  200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:recategorise   200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:look_into      403 403 403 403 403 200 200 | 403 403 403 403 403 422 422
repairs:void           200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:reveal         405 405 405 405 405 405 405 | 200 404 403 403 403 200 200
repairs:jobs           200 200 200 200 403 200 200 | 405 405 405 405 403 405 405
repairs:done_jobs      200 200 200 200 403 200 200 | 405 405 405 405 403 405 405
repairs:find_job       200 200 200 200 403 200 200 | 405 405 405 405 403 405 405
repairs:job            200 404 200 404 403 200 200 | 405 405 405 405 403 405 405
repairs:photo          200 404 200 404 200 200 200 | 405 405 405 405 405 405 405
repairs:quote          200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:lines          405 405 405 405 405 405 405 | 200 404 200 404 403 200 200
repairs:agree          200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:refuse         200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:finish         200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:make_safe      200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:nobody_home    200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:print          200 404 200 404 403 200 200 | 302 302 302 302 403 302 302
repairs:serve          200 404 200 404 403 200 200 | 422 404 302 404 403 422 422
repairs:settle         403 404 403 404 403 200 200 | 403 404 403 404 403 422 422
repairs:print_notice   200 404 200 404 403 200 200 | 405 405 405 405 405 405 405
visits:list            302 200 403 403 403 302 302 | 405 405 405 405 405 405 405
visits:callback        200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
visits:release         405 405 405 405 405 405 405 | 403 403 403 403 403 422 422
record                 200 404 302 404 200 200 200 | 405 405 405 405 405 405 405
"""


def expected() -> dict[str, dict[str, dict[str, str]]]:
    """The table by name, method and person, with those who are not signed in."""
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for line in TABLE.strip().split("\n"):
        name, answers = line.split(maxsplit=1)
        rows[name] = {}
        for method, half in zip(("GET", "POST"), answers.split("|"), strict=True):
            without = FOR_EVERYBODY.get(name, {}).get(method, "sign in")
            by_person = dict(zip(WHO, half.split(), strict=True))
            rows[name][method] = {"anonymous": without, **by_person, "gone": without}
    return rows


def answer_of(response: Any) -> str:
    """Its status, or that it leads to the sign-in; with what broke, if it did."""
    leads_to = response.headers.get("Location", "")
    return "sign in" if leads_to.startswith("/login/?") else fault(response) or str(response.status_code)


def test_every_address_is_in_the_table() -> None:
    assert list(expected()) == list(desk_urls())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_gets_what_is_his_and_nothing_else(estate: Estate, method: str) -> None:
    got = {
        name: {who: answer_of(ask(client, estate.page(name), method)) for who, client in estate.people.items()}
        for name in desk_urls()
    }
    assert got == {name: methods[method] for name, methods in expected().items()}


def test_nothing_of_another_estate_is_shown_or_changed() -> None:
    """The table itself: whoever is of another estate gets no object, whatever his rights."""
    shown = {
        name: answers["foreign"]
        for name, taken in desk_urls().items()
        if taken
        for answers in expected()[name].values()
        if answers["foreign"] not in {"403", "404", "405"}
    }
    assert shown == {}


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
def test_another_method_is_answered_as_a_get_or_refused(estate: Estate, method: str) -> None:
    ours = desk_urls().keys() - DJANGOS
    got = {name: answer_of(ask(estate.people["manager"], estate.page(name), method)) for name in ours}
    as_get = {name: methods["GET"]["manager"] for name, methods in expected().items()}
    assert got == {name: as_get[name] if method == "HEAD" else "405" for name in got}
