"""How the homes of an estate are numbered: building, entrance, floor and room."""

from collections.abc import Iterator

# Entrances and flats on each landing, by turns: towers and slabs.
SHAPES = [(2, 3), (3, 2), (2, 2), (1, 6), (3, 3), (2, 3)]
BUILDINGS, SMALLEST, LARGEST = 12, 10, 200


def rooms(households: int) -> Iterator[tuple[str, str]]:
    """The number of each home with that of its building, such as ("3-2-501", "3"): twelve buildings where they are
    neither too small nor too large, and every home in it.
    """
    buildings = min(BUILDINGS, max(1, households // SMALLEST))
    buildings = max(buildings, -(-households // LARGEST))
    for building in range(1, buildings + 1):
        homes = households * building // buildings - households * (building - 1) // buildings
        for number in _building(building, homes):
            yield number, str(building)


def _building(building: int, homes: int) -> Iterator[str]:
    entrances, flats = SHAPES[(building - 1) % len(SHAPES)]
    for place in range(homes):
        floor, on_floor = divmod(place, entrances * flats)
        entrance, flat = divmod(on_floor, flats)
        yield f"{building}-{entrance + 1}-{floor + 1}{flat + 1:02d}"
