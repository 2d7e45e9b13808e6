"""Categories and prices, which a manager edits; repairs and their orders, which he looks at."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from office.admin.base import DeskAdmin, DeskInline, VisibleFilter, serves_everywhere, shown
from office.admin.ledger import LedgerAdmin, MoveAdmin, record_link
from owners import phones
from repairs.ages import AGES
from repairs.models import Category, PriceItem, ProblemText, Repair, Verb, WorkOrder

MoveAdmin.words.update({**dict(Verb.choices), **dict(Repair.Status.choices)})


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Category
        fields: ClassVar = ["parent", "name", "kind", "urgent", "leak", "safety", "ours", "stop_answer", "stop_kind",
                            "position", "active"]  # fmt: skip

    def clean_parent(self) -> Category | None:
        """The tree has two levels: a group and what stands in it."""
        parent: Category | None = self.cleaned_data["parent"]
        if parent and (parent.parent_id or parent.pk == self.instance.pk):
            raise forms.ValidationError(_("Choose a group: the tree has two levels."))
        if parent and self.instance.pk and self.instance.children.exists():
            raise forms.ValidationError(_("This is a group itself."))
        return parent


@admin.register(Category)
class CategoryAdmin(DeskAdmin):
    form = CategoryForm
    list_display = ("__str__", "kind", "is_urgent", "is_leak", "is_safety", "is_ours", "in_use")
    list_filter = ("kind", "urgent", "leak", "safety", "active")
    list_select_related = ("parent",)
    list_per_page = 200
    search_fields = ("name",)
    ordering = ("parent__position", "position", "pk")
    is_urgent = shown("urgent", _("urgent"))
    is_leak = shown("leak", _("leak"))
    is_safety = shown("safety", _("safety installation"))
    is_ours = shown("ours", _("ours"))
    in_use = shown("active", _("in use"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Category.objects.filter(parent=None).order_by("position", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PriceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PriceItem
        fields: ClassVar = ["community", "category", "name", "kind", "unit", "price", "position", "valid_from",
                            "retired_on"]  # fmt: skip
        labels: ClassVar = {"unit": capfirst(_("charged by"))}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("retired_on") and data.get("valid_from") and data["retired_on"] < data["valid_from"]:
            self.add_error("retired_on", _("This lies before the day it is valid from."))
        return data


@admin.register(PriceItem)
class PriceItemAdmin(DeskAdmin):
    form = PriceForm
    list_display = ("name", "kind", "charged_by", "price", "where", "category", "valid_from", "retired_on")
    list_filter = ("kind", ("community", VisibleFilter), ("category", VisibleFilter))
    list_select_related = ("community", "category__parent")
    search_fields = ("name",)
    ordering = ("position", "pk")
    charged_by = shown("unit", _("charged by"))

    @admin.display(description=_("community"))
    def where(self, item: PriceItem) -> str:
        return str(item.community or _("everywhere"))

    def has_change_permission(self, request: HttpRequest, obj: PriceItem | None = None) -> bool:
        """A price that holds everywhere is set by who serves everywhere; others set their communities' own."""
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.community_id is not None or serves_everywhere(request))


class AgeFilter(SimpleListFilter):
    title = _("open for")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("any time")), *((age.key, age.label) for age in AGES)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        now = timezone.now()
        steps = [age.reported(now) for age in AGES if age.key == self.value()]
        return queryset.open().filter(*steps)


class OrderInline(DeskInline):
    model = WorkOrder
    fields = readonly_fields = ("number", "dispatched_at", "told_at", "accepted_at", "arrived_at", "finished_at",
                                "signed_name", "returned_at")  # fmt: skip
    max_num = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("repairs.view_repair")


@admin.register(Repair)
class RepairAdmin(LedgerAdmin):
    list_display = ("page", "status", "is_urgent", "place", "category", "reported_at", "problem")
    list_display_links = ("reported_at",)
    list_filter = (AgeFilter, "status", "urgent", "kind")
    list_select_related = ("category__parent",)
    search_fields = ("number",)
    inlines = (OrderInline,)
    fields = ("page", "kind", "status", "where", "place", "category", "is_urgent", "is_leak", "is_safety", "problem",
              "caller_name", "masked_phone", "channel", "reported_at", "recorded_at", "taken_by", "made_safe_at",
              "finished_at")  # fmt: skip
    readonly_fields = ("page", "where", "is_urgent", "is_leak", "is_safety", "masked_phone")
    where = shown("community", _("community"))
    is_urgent = shown("urgent", _("urgent"))
    is_leak = shown("leak", _("leak"))
    is_safety = shown("safety", _("safety installation"))

    @admin.display(description=_("number"))
    def page(self, repair: Repair) -> str:
        return record_link(repair.number)

    @admin.display(description=_("phone"))
    def masked_phone(self, repair: Repair) -> str:
        return phones.mask(repair.caller_phone)


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ProblemText
        fields: ClassVar = ["key", "text", "category", "position", "active"]


@admin.register(ProblemText)
class ProblemTextAdmin(DeskAdmin):
    """Problem texts 常用描述: the same in every community."""

    form = TextForm
    list_display = ("key", "text", "category", "position", "in_use")
    list_filter = ("active", ("category", VisibleFilter))
    list_select_related = ("category__parent",)
    list_per_page = 200
    search_fields = ("key", "text")
    ordering = ("position", "key")
    in_use = shown("active", _("in use"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "category":
            kwargs["queryset"] = Category.objects.offered()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
