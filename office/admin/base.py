"""What every page of the admin dashboard has in common: rows start from the user, and nothing is ever deleted."""

import logging
from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedFieldListFilter, ShowFacets
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from office.admin.history import Change, of_register
from office.models import Community, Staff

logger = logging.getLogger(__name__)


def user_of(request: HttpRequest) -> Staff:
    """Whoever asks; nobody comes this far without signing in."""
    assert isinstance(request.user, Staff)  # noqa: S101
    return request.user


def visible(model: type[models.Model], request: HttpRequest) -> models.QuerySet[Any]:
    """The rows of a model that whoever asks may see."""
    rows: models.QuerySet[Any] = model._default_manager.visible_to(user_of(request))  # type: ignore[attr-defined]
    return rows


def serves_everywhere(request: HttpRequest) -> bool:
    """What holds in every community is set by who serves every one."""
    return not Community.objects.exclude(pk__in=user_of(request).community_ids).exists()


class PlacedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """For who serves several communities: which of them a choice belongs to."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.community} · {obj}"


class VisibleChoices:
    """Form fields that offer, and accept, only what whoever asks may see."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        model = db_field.remote_field.model
        rows = kwargs.pop("queryset", None)
        rows = visible(model, request) if rows is None else rows
        if hasattr(model, "community") and len(user_of(request).community_ids) > 1:
            kwargs["form_class"] = PlacedChoice
            rows = rows.select_related("community")
        field = super().formfield_for_foreignkey(db_field, request, **{**kwargs, "queryset": rows})  # type: ignore[misc]
        if db_field.name == "community" and db_field.null:
            field.required = not serves_everywhere(request)
            field.empty_label = _("choose") if field.required else _("everywhere")
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", visible(db_field.remote_field.model, request))
        kwargs.setdefault("widget", UnfoldAdminCheckboxSelectMultipleWidget)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices,
                label=capfirst(db_field.verbose_name),
                required=not db_field.blank,
                widget=UnfoldAdminCheckboxSelectMultipleWidget,
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # No windows that add, change or delete another record from inside this one.
            field.widget = field.widget.widget
        return field


def shown(path: str, words: Any) -> Callable[[Any, Any], str]:
    """A column under a name of its own: what `path` leads to (such as "promise.about"), a tick for what is true."""

    @admin.display(description=words, ordering=path.replace(".", "__"))
    def column(model_admin: Any, row: Any) -> str:
        value = attrgetter(path)(row)
        return "✓" if value is True else str(value or "")

    return column


class VisibleFilter(RelatedFieldListFilter):
    """A filter by a related record that lists only what whoever asks may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(row.pk, str(row)) for row in visible(field.remote_field.model, request)]


class DeskInline(VisibleChoices, TabularInline):
    """Rows that belong to the record; who may see the record sees them."""

    extra = 0
    can_delete = False
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return visible(self.model, request)


class DeskAdmin(VisibleChoices, ModelAdmin):
    """A register: seen and changed within one's own communities, never deleted, with its whole history."""

    actions = None
    list_per_page = 50
    show_facets = ShowFacets.NEVER
    # Set when the record is made, and never again.
    fixed: ClassVar[tuple[str, ...]] = ()
    # Models of inlines whose history stands with the record's, and their way back to it.
    history_of: ClassVar[dict[type[models.Model], str]] = {}
    history_hides: ClassVar[frozenset[str]] = frozenset()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = visible(self.model, request)
        return rows.order_by(*self.get_ordering(request)) if self.get_ordering(request) else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """What is not there and what is not his look the same: 404 (the library would redirect)."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(self.fixed if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the filters of the page offer: nobody finds out a phone number digit by digit."""
        offered = set()
        for entry in self.get_list_filter(request):
            name = entry if isinstance(entry, str) else entry[0] if isinstance(entry, tuple) else entry.parameter_name
            offered.add(name)
        name, _separator, question = lookup.partition("__")
        return name in offered and question in ("", "exact", "id__exact", "isnull")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write only what was changed, so that two people at one record keep each other's work."""
        if not change:
            obj.save()
        elif changed := [field.name for field in obj._meta.concrete_fields if field.name in form.changed_data]:
            obj.save(update_fields=changed)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            response: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # The form has checked this already; somebody else was faster by a blink.
            logger.exception("a form of the dashboard met a row that another had just written")
            messages.error(request, _("Somebody else has just saved the same. Nothing was changed; look again."))
            return redirect(request.get_full_path())
        return response

    # The registers' own history is kept by the database; the library's second log would copy names into it.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any: ...

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any: ...

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": obj},
            "changes": self.get_changes(request, obj),
            "opts": self.opts,
            "object": obj,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "office/register_history.html", context)

    def get_changes(self, request: HttpRequest, obj: Any) -> list[Change]:
        return of_register(obj, self.history_of, hidden=self.get_hidden(request))

    def get_hidden(self, request: HttpRequest) -> frozenset[str]:
        """The fields whose values this reader is not shown in the history."""
        return self.history_hides
