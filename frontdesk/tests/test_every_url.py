"""Every address of the desk, asked by everybody: what is shown, what is refused, what is not even there (T30)."""

from unittest.mock import patch

import pytest

from frontdesk import board
from frontdesk.records import PAGES
from frontdesk.tests.everywhere import ASKED, Estate, Walk, answer_of, ask, desk_urls, text_of
from frontdesk.tests.one_of_each import NAME

# Together with the others that look at the walk.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("walk")]

WHO = ["reception", "foreign", "crew", "other_crew", "finance", "head", "manager"]
# Who is not signed in, or no longer works here, is sent to sign in from everywhere but these.
FOR_EVERYBODY = {"login": {"GET": "200", "POST": "200"}, "healthz": {"GET": "200", "POST": "405"}}
# These two Django answers itself, whatever the method.
DJANGOS = {"login", "logout"}
# What the seven in WHO get about an object of the first estate: by GET | by POST with nothing in it.
# 404: not there for him. 403: there, but not his to do. 405: not asked like that. 422: something is missing.
TABLE = """
home                      302 302 302 302 302 302 302 | 405 405 405 405 405 405 405
board                     200 200 403 403 200 200 200 | 405 405 403 403 405 405 405
board_refresh             200 200 403 403 200 200 200 | 405 405 403 403 405 405 405
notices                   200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
notices_read              405 405 405 405 405 405 405 | 302 302 302 302 302 302 302
promise                   302 404 403 403 302 302 302 | 405 405 403 403 405 405 405
scan                      302 404 302 404 302 302 302 | 405 405 405 405 405 405 405
me                        200 200 200 200 200 200 200 | 422 422 422 422 422 422 422
password                  302 302 302 302 302 302 302 | 422 422 422 422 422 422 422
roster                    200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
roster_print              200 404 403 403 403 200 200 | 405 405 403 403 403 405 405
roster_copy               403 403 403 403 403 405 405 | 403 403 403 403 403 302 302
roster_shift              403 403 403 403 403 200 200 | 403 403 403 403 403 409 409
stops                     200 200 403 403 200 200 200 | 405 405 403 403 405 405 405
stop_new                  200 200 403 403 403 200 200 | 422 422 403 403 403 422 422
stop_change               200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
stop_cancel               200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
stop_print                200 404 403 403 403 200 200 | 405 405 403 403 403 405 405
shifts                    200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
shift_give                200 200 403 403 403 200 200 | 422 422 403 403 403 422 422
shift                     200 404 403 403 403 200 200 | 302 404 403 403 403 302 302
shift_print               200 404 403 403 403 200 200 | 405 405 403 403 403 405 405
boxes                     200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
open_box                  405 405 405 405 405 405 405 | 422 404 403 403 403 422 422
missed_calls              200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
missed_call_new           200 200 403 403 403 200 200 | 422 422 403 403 403 422 422
missed_call_give_up       200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
missed_call_reveal        405 405 405 405 405 405 405 | 200 404 403 403 403 200 200
missed_call_tried         200 404 403 403 403 200 200 | 302 404 403 403 403 302 302
contacts                  200 200 403 403 403 200 200 | 405 405 405 405 405 405 405
contacts_print            200 200 403 403 403 200 200 | 302 302 403 403 403 302 302
complete_contact          200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
reveal_contact            405 405 405 405 405 405 405 | 200 404 403 403 403 200 200
reception                 200 200 403 403 403 200 200 | 422 422 403 403 403 422 422
reception_card            200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
reception_case            200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
reception_find            200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
reception_help            200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
reception_queue           200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
reception_say             200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
samples                   403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
mark_contact              405 405 405 405 405 405 405 | 403 403 403 403 403 403 422
home_page                 200 404 403 403 403 200 200 | 405 405 405 405 405 405 405
move_in                   200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
move_out                  200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
correct_stay              200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
person_page               200 404 403 403 403 200 200 | 405 405 405 405 405 405 405
merge_people              403 403 403 403 403 200 200 | 403 403 403 403 403 422 422
reveal_person             405 405 405 405 405 405 405 | 200 404 403 403 403 200 200
login                     302 302 302 302 302 302 302 | 302 302 302 302 302 302 302
logout                    405 405 405 405 405 405 405 | 302 302 302 302 302 302 302
healthz                   200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
owners:household          200 200 403 403 403 200 200 | 405 405 405 405 405 405 405
owners:caller             200 404 403 403 403 200 200 | 405 405 405 405 405 405 405
owners:case_reveal        405 405 405 405 405 405 405 | 200 404 200 404 404 200 200
owners:guidance           200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
owners:confirm_guidance   405 405 405 405 405 405 405 | 302 404 403 403 403 404 404
owners:imports            403 403 403 403 403 403 200 | 403 403 403 403 403 403 422
owners:import_template    403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
owners:import             403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
owners:import_progress    403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
owners:import_enter       403 403 403 403 403 403 405 | 403 403 403 403 403 403 302
owners:import_row         403 403 403 403 403 403 200 | 403 403 403 403 403 403 422
owners:lines              200 200 403 403 403 200 200 | 422 422 403 403 403 422 422
owners:line_end           200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
owners:listings           200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
owners:listing_renew      200 404 404 404 404 200 200 | 422 404 404 404 404 422 422
owners:listing_close      200 404 404 404 404 200 200 | 422 404 404 404 404 422 422
owners:marks              403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
owners:matters            200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
owners:matter_hand_over   200 404 404 404 404 200 200 | 422 404 404 404 404 422 422
owners:matter_decide      403 404 404 404 404 200 200 | 403 404 404 404 404 422 422
owners:matter_do          403 404 200 404 404 200 200 | 403 404 422 404 404 422 422
owners:matter_tell        200 404 200 404 404 200 200 | 422 404 422 404 404 422 422
owners:matter_void        200 404 404 404 404 200 200 | 422 404 404 404 404 422 422
owners:messages           200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
owners:message_instead    200 200 403 403 403 200 200 | 405 405 405 405 405 405 405
owners:message_tell       200 404 403 404 404 200 200 | 422 404 403 404 404 422 422
owners:message_confirm    405 405 405 405 405 405 405 | 403 404 302 404 404 403 403
owners:message_ring_back  200 404 200 404 404 200 200 | 422 404 422 404 404 422 422
owners:message_void       200 404 403 404 404 200 200 | 422 404 403 404 404 422 422
owners:message_print      200 404 200 404 404 200 200 | 405 405 405 405 405 405 405
owners:phrases            200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
complaints:list           200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
complaints:recurring      200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
complaints:figures        403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
complaints:reports        403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
complaints:sum_up         403 403 403 403 403 403 200 | 403 403 403 403 403 403 422
complaints:sign           403 403 403 403 403 403 200 | 403 403 403 403 403 403 302
complaints:print_report   403 403 403 403 403 403 200 | 403 403 403 403 403 403 405
complaints:answer         200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
complaints:explain        200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
complaints:print          200 404 403 403 403 200 200 | 405 405 403 403 403 405 405
complaints:reveal         405 405 405 405 405 405 405 | 200 404 403 403 403 200 200
complaints:pass_up        200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
complaints:decide         403 403 403 403 403 200 200 | 403 403 403 403 403 422 422
complaints:call_back      200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
complaints:resolve        200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
complaints:judge          403 403 403 403 403 403 200 | 403 403 403 403 403 403 422
complaints:close          403 403 403 403 403 403 200 | 403 403 403 403 403 403 422
complaints:join           200 404 403 403 403 200 200 | 302 404 403 403 403 302 302
complaints:void           403 403 403 403 403 403 200 | 403 403 403 403 403 403 422
complaints:attach         200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
complaints:file           200 404 403 403 403 200 200 | 405 405 403 403 403 405 405
repairs:list              200 200 403 403 200 200 200 | 405 405 403 403 405 405 405
repairs:category          200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
repairs:alike             200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
repairs:problem_texts     200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
repairs:problem_text      200 200 403 403 403 200 200 | 405 405 403 403 403 405 405
repairs:return_order      200 404 403 403 200 200 200 | 302 404 403 403 302 302 302
repairs:dispatch          200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:pass_on           200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:hand_back         200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:tell_crew         200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:accept            405 405 405 405 405 405 405 | 302 404 302 404 403 302 302
repairs:arrive            405 405 405 405 405 405 405 | 302 404 302 404 403 302 302
repairs:postpone          200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:extend            403 403 403 403 403 200 200 | 403 403 403 403 403 422 422
repairs:raise_urgency     200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:lower_urgency     200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:recategorise      200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:look_into         403 403 403 403 403 200 200 | 403 403 403 403 403 422 422
repairs:urge              405 405 405 405 405 405 405 | 302 404 403 403 403 302 302
repairs:join              200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:part              200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:share             200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:void              200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
repairs:reveal            405 405 405 405 405 405 405 | 200 404 403 403 403 200 200
repairs:jobs              200 200 200 200 403 200 200 | 405 405 405 405 403 405 405
repairs:done_jobs         200 200 200 200 403 200 200 | 405 405 405 405 403 405 405
repairs:find_job          200 200 200 200 403 200 200 | 405 405 405 405 403 405 405
repairs:job               200 404 200 404 403 200 200 | 405 405 405 405 403 405 405
repairs:photo             200 404 200 404 200 200 200 | 405 405 405 405 405 405 405
repairs:quote             200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:lines             405 405 405 405 405 405 405 | 200 404 200 404 403 200 200
repairs:agree             200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:refuse            200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:finish            200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:make_safe         200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:nobody_home       200 404 200 404 403 200 200 | 422 404 422 404 403 422 422
repairs:print             200 404 200 404 403 200 200 | 302 302 302 302 403 302 302
repairs:serve             200 404 200 404 403 200 200 | 422 404 302 404 403 422 422
repairs:settle            403 404 403 404 403 200 200 | 403 404 403 404 403 422 422
repairs:print_notice      200 404 200 404 403 200 200 | 405 405 405 405 405 405 405
visits:list               302 200 403 403 403 302 302 | 405 405 405 405 405 405 405
visits:callback           200 404 403 403 403 200 200 | 422 404 403 403 403 422 422
visits:release            405 405 405 405 405 405 405 | 403 403 403 403 403 422 422
record                    200 404 302 404 200 200 200 | 405 405 405 405 405 405 405
"""

# The same by GET of the page of a record, by the prefix of its number.
RECORDS = """
J    200 404 403 403 403 200 200
C    200 404 403 403 403 200 200
ZB   403 403 403 403 403 403 200
R    200 404 302 404 200 200 200
Z    302 404 302 404 302 302 302
S    200 404 200 404 404 200 200
M    200 404 200 404 404 200 200
H    200 404 404 404 404 200 200
W    200 404 403 403 403 200 200
L    200 404 403 403 403 200 200
Q    302 404 403 403 403 302 200
JB   302 302 302 302 302 302 302
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


def test_every_address_is_in_the_table() -> None:
    assert list(expected()) == list(desk_urls())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_gets_what_is_his_and_nothing_else(walk: Walk, method: str) -> None:
    got = {name: {who: walk[who, method, name].said for who in ["anonymous", *WHO, "gone"]} for name in desk_urls()}
    assert got == {name: methods[method] for name, methods in expected().items()}


def test_the_page_of_every_kind_of_record_is_for_whom_it_concerns(estate: Estate) -> None:
    rows = {row.split()[0]: dict(zip(WHO, row.split()[1:], strict=True)) for row in RECORDS.strip().split("\n")}
    got = {
        prefix: {who: answer_of(ask(estate.people[who], f"/{number}/")) for who in WHO}
        for prefix, number in estate.records.items()
    }
    assert got == rows
    assert got.keys() == PAGES.keys()


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


def test_no_row_of_the_board_leads_to_where_its_reader_may_not_go(estate: Estate) -> None:
    led = {who: whither(estate, who) for who in ("reception", "finance", "head", "manager")}
    assert {answer for answers in led.values() for answer in answers.values()} == {"200"}
    assert len(led["manager"]) > len(led["reception"]) > len(led["finance"]) > 0


def whither(estate: Estate, who: str) -> dict[str, str]:
    """Of each kind of row of somebody's board that leads anywhere what its page answers in the end."""
    with patch.object(board, "ROWS", 1000):
        shown = ask(estate.people[who], "/board/")
    rows = [row for group in shown.context["groups"] for row in group.rows if row.address]
    kinds = {f"{row.promise.rule} {row.promise.subject.partition('-')[0]}": row.address for row in rows}
    return {kind: answer_of(estate.people[who].get(address, follow=True)) for kind, address in kinds.items()}


def read_by(estate: Estate, who: str) -> dict[str, set[str]]:
    """Of the estate's household and records what stands in pages, asked for by all that their addresses can name."""
    told = {NAME, *(number for prefix, number in estate.records.items() if prefix != "JB")}
    found = {}
    for name in [name for name, methods in expected().items() if methods["GET"][who] == "200"]:
        for address in [estate.page(name), *naming(estate, name)]:
            text = text_of(ask(estate.people[who], address))
            found[address] = {word for word in told if word in text}
    return {address: words for address, words in found.items() if words}


def naming(estate: Estate, name: str) -> list[str]:
    """The addresses of a page in which one parameter names something of the estate."""
    ends = {asked: asked.rpartition("&")[2].rpartition("-")[2] for asked in ASKED.get(name, [])}
    return [f"{estate.address(name)}?{asked}={estate.named[end]}" for asked, end in ends.items() if end in estate.named]


def test_nothing_of_another_estate_is_read_by_asking_for_it(estate: Estate) -> None:
    assert len(read_by(estate, "reception")) > 50
    assert read_by(estate, "foreign") == {}


def asked_by(estate: Estate, method: str) -> dict[str, str]:
    return {
        name: answer_of(ask(estate.people["manager"], estate.page(name), method))
        for name in desk_urls()
        if name not in DJANGOS
    }


def test_asked_only_for_the_head_a_page_answers_as_to_a_get(estate: Estate) -> None:
    as_get = {name: methods["GET"]["manager"] for name, methods in expected().items()}
    got = asked_by(estate, "HEAD")
    assert got == {name: as_get[name] for name in got}


def test_every_other_method_is_refused(estate: Estate) -> None:
    got = {(method, answer) for method in ("PUT", "DELETE", "OPTIONS") for answer in asked_by(estate, method).items()}
    assert {(method, answer) for method, answer in got if answer[1] != "405"} == set()
