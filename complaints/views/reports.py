"""The weekly reports 投诉周报: their list, the page of one, its summary, its signature, its print (CP-6)."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import DateTimeField, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import reporting
from complaints.forms.reports import WORDS, SignForm, SumUpForm
from complaints.models import WeeklyReport
from complaints.reporting.making import REPORT
from complaints.reporting.showing import shown
from office import pages, record_page
from office.models import Promise, Staff
from office.verb_forms import VerbForm
from office.verb_pages import carry_out
from office.web import signed_in

may_read = permission_required("complaints.report", raise_exception=True)
may_sign = permission_required("complaints.sign_report", raise_exception=True)


def _awaited(user: Staff, number: str) -> bool:
    """Whether a report is promised under this number that could not be made so far."""
    return Promise.objects.visible_to(user).open().of(number).filter(rule=REPORT).exists()


def get_report(user: Staff, number: str) -> WeeklyReport:
    """The report of an estate that this user serves; 404 otherwise."""
    return get_object_or_404(_reports(user), number=number)


def _reports(user: Staff) -> QuerySet[WeeklyReport]:
    return WeeklyReport.objects.visible_to(user).select_related("community", "summary_by", "signed_by")


@may_read
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every weekly report, the newest week first."""
    user, now = signed_in(request), timezone.now()
    rows = WeeklyReport.objects.visible_to(user).defer("rows").select_related("community", "signed_by")
    rows = rows.annotate(begins_at=Cast("week", DateTimeField()))
    page = pages.page(rows, "begins_at", pages.PageForm(request.GET).mark())
    context = {
        "page": page,
        "further": pages.further(request.GET, page),
        "now": now,
        "several": len(user.community_ids) > 1,
    }
    return render(request, "complaints/report_list.html", context)


@may_read
def record(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one report, counted from what the reader may know of; the list of all where it is yet to be made."""
    user, now = signed_in(request), timezone.now()
    report = _reports(user).filter(number=number).first()
    if report is None and _awaited(user, number):
        messages.warning(request, _("%(number)s could not be made yet: it is tried every minute.") % {"number": number})
        return redirect("complaints:reports")
    if report is None:
        raise Http404
    beside = record_page.context(report.number, report.community, user, now, words=WORDS)
    return render(request, "complaints/report_record.html", {**beside, **shown(report, user)})


@may_read
@require_safe
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """The report on paper, A4."""
    user = signed_in(request)
    context = {"now": timezone.now(), **shown(get_report(user, number), user)}
    return render(request, "complaints/report_print.html", context)


@may_sign
@require_http_methods(["GET", "HEAD", "POST"])
def sum_up(request: HttpRequest, number: str) -> HttpResponse:
    """The manager's own summary, beside the figures that it sums up."""
    return _verb(request, number, SumUpForm, title=_("Sum up"), done=_("The summary is kept."))


@may_sign
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """Sign the report off: asked once, because nothing of it changes any more."""
    return _verb(request, number, SignForm, title=_("Sign off"), done=_("The report is signed off and sent."))


def _verb(request: HttpRequest, number: str, form_class: type[VerbForm], *, title: str, done: str) -> HttpResponse:
    """200 to begin with, 422 where something is to change, 409 where somebody was here meanwhile."""
    user, now = signed_in(request), timezone.now()
    report = get_report(user, number)
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, record=report, by=user, now=now)  # type: ignore[arg-type]
    if form.is_valid():
        action = getattr(reporting, form.verb)
        carry_out(request, partial(action, report, **form.answers(), by=user, now=now), done, form=form)
        return redirect("record", report.number)
    if form.repeated:
        return redirect("record", report.number)
    if report.signed_at:
        messages.warning(request, _("%(number)s is signed off and stays as it is.") % {"number": report.number})
        return redirect("record", report.number)
    status = 409 if form.has_error(NON_FIELD_ERRORS, "overtaken") else 422 if form.errors else 200
    context = {"form": form, "title": title, "now": now, **shown(report, user)}
    return render(request, "complaints/report_verb.html", context, status=status)
