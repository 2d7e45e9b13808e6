"""Finding somebody who is in the register already, as the search box of the desk finds him."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskForm
from office.models import Community, Staff
from owners.models import Person
from owners.search.finding import find
from owners.search.hits import Hit

SHOWN = 24


@dataclass(frozen=True)
class Found:
    """Somebody who fits: his homes, and one of his numbers masked."""

    person: Person
    rooms: list[str]
    phone: str


class FindPersonForm(DeskForm):
    """What is typed to find somebody; `people` are those who fit, each once."""

    q = DeskCharField(label=_("Name, pinyin, number or room"), max_length=40, required=False)

    def people(self, community: Community, user: Staff) -> list[Found]:
        """Those of this community, in the order of the search; nobody where nothing was asked."""
        if not self.is_valid() or not self.cleaned_data["q"]:
            return []
        hits: dict[int, list[Hit]] = {}
        for hit in find(self.cleaned_data["q"], user=user, now=self.now, most=SHOWN).hits:
            if hit.person and hit.community == community.pk:
                hits.setdefault(hit.person, []).append(hit)
        known = Person.objects.in_bulk(list(hits))
        return [
            Found(known[key], [hit.room for hit in homes if hit.room], homes[0].phone) for key, homes in hits.items()
        ]


class ChosenPeopleForm(forms.Form):
    """Who was found and chosen, by key; a key that makes no sense chooses nobody."""

    person = forms.ModelMultipleChoiceField(Person.objects.none(), required=False)

    def __init__(self, data: Any, *, community: Community, user: Staff) -> None:
        super().__init__(data)
        people = Person.objects.visible_to(user).filter(community=community, merged_into=None)
        self.fields["person"].queryset = people.order_by("pk")  # type: ignore[attr-defined]

    def people(self) -> list[Person]:
        """Those who were chosen; nobody where one of the keys is none."""
        return list(self.cleaned_data["person"]) if self.is_valid() else []
