"""Homes and people out of a file: uploaded, read and entered by a worker, mended here line by line."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from office import accesses, pages
from office.fields import took_out
from office.models import Access
from office.uploads import takes_files_of
from office.web import signed_in
from owners.actions import importing
from owners.forms.imports import MOST_BYTES, RowForm, RowsForm, UploadForm
from owners.imports import reasons, template
from owners.imports.showing import holds_a_number, shown
from owners.models import Import, ImportRow

ROWS = 50
State = ImportRow.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@takes_files_of(MOST_BYTES)
@permission_required("owners.import_register", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The files, newest first, and the form for another one."""
    user, now = signed_in(request), timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, user=user, now=now)
    if form.is_valid():
        return redirect("owners:import", importing.upload(form.imported(), by=user, now=now).pk)
    files = Import.objects.visible_to(user).select_related("community", "uploaded_by")
    page = pages.page(files, "uploaded_at", pages.PageForm(request.GET).mark())
    context = {"form": form, "files": page.rows, "further": pages.further(request.GET, page), "now": now}
    return render(request, "owners/import_list.html", context, status=422 if form.errors else 200)


@permission_required("owners.import_register", raise_exception=True)
@require_safe
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: how far it is, how many of its lines are in which state, and the lines of one state, page by page."""
    file = _file(request, pk)
    counts = _counts(file)
    state, after = RowsForm(request.GET).asked()
    if "state" not in request.GET and counts[State.BAD]:
        state = State.BAD
    rows = file.rows.filter(line__gt=after, **({"state": state} if state else {})).order_by("line")[: ROWS + 1]
    lines = [shown(row) for row in rows]
    context = {
        "file": file,
        "problem": reasons.of_a_file(file.problem),
        "tabs": _tabs(counts),
        "ready": counts[State.READY],
        "state": state,
        "after": after,
        "lines": lines[:ROWS],
        "last": lines[ROWS - 1].row.line if len(lines) > ROWS else None,
        "now": timezone.now(),
    }
    return render(request, "owners/import_page.html", context)


@permission_required("owners.import_register", raise_exception=True)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a worker is, asked every two seconds; when it is done the page is loaded anew."""
    file = _file(request, pk)
    if not file.working:
        return HttpResponseClientRefresh()
    return render(request, "owners/_import_progress.html", {"file": file})


@permission_required("owners.import_register", raise_exception=True)
@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """The ready lines are entered; bad ones stay."""
    file = _file(request, pk)
    try:
        lines = importing.enter(file, by=signed_in(request))
        said = ngettext("%(lines)d line is being entered.", "%(lines)d lines are being entered.", lines)
        messages.success(request, said % {"lines": lines})
    except importing.Overtaken as overtaken:
        messages.warning(request, str(overtaken))
    return redirect("owners:import", file.pk)


@permission_required("owners.import_register", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """A bad line as a form; what is typed is checked at once. In the page it stands in the place of the line."""
    bad = get_object_or_404(_file(request, pk).rows.select_related("imported__community"), line=line)
    now = timezone.now()
    form = RowForm(request.POST if request.method == "POST" else None, row=bad, now=now)
    if bad.state != State.BAD:
        return _line(request, bad, _("Somebody else has mended this line."))
    if form.is_valid():
        return _mended(request, bad, form)
    if holds_a_number(bad):
        accesses.note(request, f"import {bad.imported_id}, line {line}", Access.What.PHONE, now=now)
    piece = "owners/_import_form.html" if request.htmx else "owners/import_row.html"  # type: ignore[attr-defined]
    context = {"form": form, "shown": shown(bad), "file": bad.imported}
    return render(request, piece, context, status=422 if form.is_bound else 200)


def _mended(request: HttpRequest, bad: ImportRow, form: RowForm) -> HttpResponse:
    said = _("Line %(line)s is ready.") % {"line": bad.line}
    if took_out(form):
        said += " " + _("Characters that cannot be seen were taken out of what was typed.")
    try:
        bad = importing.mend(bad, form.checked)
    except importing.Overtaken as overtaken:
        said = str(overtaken)
    return _line(request, bad, said)


def _line(request: HttpRequest, row: ImportRow, said: str) -> HttpResponse:
    """A line that is not bad any more: in the place of its form, or on the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, said)
        return redirect("owners:import", row.imported_id)
    counts = _counts(row.imported)
    context = {
        "shown": shown(row),
        "file": row.imported,
        "said": said,
        "ready": counts[State.READY],
        "tabs": _tabs(counts),
    }
    return render(request, "owners/_import_mended.html", context)


@permission_required("owners.import_register", raise_exception=True)
@require_safe
def blank(request: HttpRequest) -> FileResponse:
    """An empty register to fill in, in the reader's language."""
    name = _("homes and people") + ".xlsx"
    return FileResponse(template.written(), as_attachment=True, filename=name, content_type=XLSX)


def _file(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(signed_in(request)).select_related("community"), pk=pk)


def _counts(file: Import) -> dict[str, int]:
    """How many lines are in each state, those to be mended first."""
    found = dict(file.rows.values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in State}


def _tabs(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """The lines by their state, all of them first: key, label, how many."""
    return [("", _("all"), sum(counts.values())), *((key, str(State(key).label), counts[key]) for key in counts)]
