"""One's own page: language, theme, password; and where somebody lands after signing in."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.models import Staff
from office.web import signed_in


class MeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody may set about himself."""

    class Meta:
        model = Staff
        fields = ["language", "theme"]
        widgets = {"language": forms.RadioSelect, "theme": forms.RadioSelect}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The board for the desk, one's jobs for the crew, otherwise the notices."""
    if request.user.has_perm("office.view_board"):
        return redirect("board")
    return redirect("repairs:jobs" if request.user.has_perm("repairs.work") else "notices")


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = MeForm(request.POST if request.method == "POST" else None, instance=user)
    if form.is_valid():
        Staff.objects.filter(pk=user.pk).update(**form.cleaned_data)
        return redirect("me")
    status = 422 if form.errors else 200
    return render(request, "frontdesk/me.html", {"form": form, "password": PasswordChangeForm(user)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; its form stands on one's own page, where a reload leads back to."""
    if request.method != "POST":
        return redirect("me")
    form = PasswordChangeForm(signed_in(request), request.POST)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password is changed."))
        return redirect("me")
    status = 422 if form.errors else 200
    context = {"form": MeForm(instance=signed_in(request)), "password": form}
    return render(request, "frontdesk/me.html", context, status=status)
