"""Pages of a table of millions: the next and the one before, and no COUNT."""

from django.utils.functional import cached_property
from unfold import paginator

# Further back one searches: every page is read from the first row on.
PAGES = 200


# The library's templates know it by this name, and say no number of results.
class InfinitePaginator(paginator.InfinitePaginator):
    @cached_property
    def count(self) -> int:
        return PAGES * int(self.per_page)
