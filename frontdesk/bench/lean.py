"""The yardstick: the same rows on hand-written pages with sign-in, session, CSRF check and templates, nothing more."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import path
from django.utils import timezone

from office.models import Move, Promise
from office.web import signed_in
from owners.models import Contact
from repairs.models import QuoteLine, Repair, WorkOrder
from visits.models import Callback

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "frontdesk.bench.lean.LeanUrls",
]
PAGE = """<!doctype html><html><head><title>{{ title }}</title></head><body>
<p>{{ request.user.name }}</p><form method="post">{% csrf_token %}<input name="q"></form>{{ content }}</body></html>"""
ROWS = """<table>{% for row in rows %}
<tr class="row"><td><time>{{ row.0|date:"m-d H:i" }}</time></td>
<td><b>{{ row.1 }}</b> <a href="/{{ row.2 }}/">{{ row.3 }}</a><small>{{ row.4|date:"m-d H:i" }}</small></td>
<td>{{ row.5 }}</td><td>{{ row.6|default:"" }}<small>{{ row.7|default:"" }}</small></td>
<td><a class="btn" href="/p/{{ row.8 }}/">open</a></td></tr>
{% endfor %}</table>"""
FACTS = """<h1>{{ repair.number }} {{ repair.problem }}</h1>
<dl>{% for fact in facts %}<dt>{{ fact.0 }}</dt><dd>{{ fact.1 }}</dd>{% endfor %}</dl>"""
MOVES = """<ol>{% for move in moves %}
<li>{{ move.0|date:"m-d H:i" }} {{ move.1 }} {{ move.2 }} {{ move.3 }}</li>
{% endfor %}</ol>
{% for table in tables %}<table>{% for row in table %}
<tr>{% for cell in row %}<td>{{ cell|default:"" }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}"""
WEEK = timedelta(days=7)


class LeanUrls:
    """Answers every request from this module's few addresses."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "frontdesk.bench.lean"
        answer: HttpResponse = self.get_response(request)
        return answer


def _template(*parts: str) -> Any:
    return engines["django"].from_string(PAGE.replace("{{ content }}", "".join(parts)))


BOARD, RECORD = _template(ROWS), _template(FACTS, ROWS, MOVES)
REGISTER_COLUMNS = (
    "reported_at", "status", "number", "problem", "finished_at", "place", "caller_name", "category__name", "pk"
)  # fmt: skip
COLUMNS = ("due_at", "rule", "subject", "about", "base_at", "place", "holder__name", "department__name", "pk")


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """Nothing but sign-in."""
    return HttpResponse(request.user.pk and b"")


@login_required
def board(request: HttpRequest) -> HttpResponse:
    rows = Promise.objects.filter(community_id=request.GET["community"], ended_at=None, due_at__isnull=False)
    return HttpResponse(BOARD.render({"rows": rows.order_by("due_at").values_list(*COLUMNS)[:40]}, request))


@login_required
def register(request: HttpRequest) -> HttpResponse:
    rows = Repair.objects.filter(community_id=request.GET["community"]).order_by("-reported_at", "-pk")
    columns = (
        "reported_at",
        "status",
        "number",
        "problem",
        "finished_at",
        "place",
        "caller_name",
        "category__name",
        "pk",
    )
    return HttpResponse(BOARD.render({"rows": rows.values_list(*columns)[:40]}, request))


@login_required
def record(request: HttpRequest, number: str) -> HttpResponse:
    """One repair with its whole history: what was promised, what happened, orders, quoted lines, callbacks."""
    repair = get_object_or_404(Repair.objects.select_related("category", "contact", "taken_by"), number=number)
    facts = [(field.name, getattr(repair, field.attname)) for field in Repair._meta.concrete_fields]
    orders = WorkOrder.objects.filter(repair=repair).values_list("number", "crew__name", "told_at", "findings")
    lines = QuoteLine.objects.filter(quote__order__repair=repair)
    callbacks = Callback.objects.filter(repair=repair)
    context = {
        "repair": repair,
        "facts": facts,
        "rows": Promise.objects.filter(subject=number).values_list(*COLUMNS),
        "moves": Move.objects.filter(subject=number).values_list("at", "verb", "note", "by__name"),
        "tables": [
            orders,
            lines.values_list("name", "quantity", "price", "amount", "quote__total", "quote__agreed_name"),
            callbacks.values_list("step", "made_at", "made_by__name", "said", "overall", "promise__due_at"),
        ],
    }
    return HttpResponse(RECORD.render(context, request))


@login_required
@transaction.atomic
def create(request: HttpRequest) -> HttpResponse:
    """The same rows as the desk writes, with the fields as posted: plain inserts, nothing checked or computed."""
    now, number = timezone.now(), request.POST["number"]
    staff, community = signed_in(request).pk, request.POST["community"]
    contact = Contact.objects.create(
        number=number.replace("R", "J"), community_id=community, channel="hotline", subject="repair",
        at=now, taken_by_id=staff, name=request.POST["name"],
    )  # fmt: skip
    repair = Repair.objects.create(
        number=number, community_id=community, place=request.POST["place"], contact=contact,
        channel="hotline", category_id=request.POST["category"], problem=request.POST["problem"], reported_at=now,
        recorded_at=now, taken_by_id=staff,
    )  # fmt: skip
    WorkOrder.objects.create(repair=repair, sequence=1, number=f"{number}-1")
    Move.objects.create(subject=number, verb="register", new="registered", at=now, by_id=staff)
    for rule in ("RP-11/dispatch", "RP-9/finish"):
        Promise.objects.create(
            rule=rule, subject=number, about=repair.problem, limit_id=request.POST["limit"], community_id=community,
            made_at=now, made_by_id=staff, base_at=now, due_at=now + WEEK, next_alert_at=now + WEEK,
        )  # fmt: skip
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [
    path("bare/", bare),
    path("board/", board),
    path("register/", register),
    path("create/", create),
    path("<slug:number>/", record),
]
