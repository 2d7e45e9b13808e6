"""The house holds: which way imports, foreign keys, strings and template names may point."""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Each imports only from those before it.
LAYERS = ["office", "owners", "repairs", "complaints", "visits", "frontdesk"]
# Inside an app, each imports only from those before it.
PARTS = ["models", "actions", "forms", "views", "urls"]
PART_OF = {"admin": "views", "tasks": "views"}
# The one name that may point upward: every record's page is `/<number>/`.
UPWARD = {"record"}
TEMPLATE_NAMES = re.compile(r"{%\s*(url|include|extends)\s+[\"']([^\"']+)[\"']")
CODE_NAMES = re.compile(r"\b(?:reverse|redirect|reverse_lazy)\(\s*[\"']([a-z_]+(?::[a-z_]+)?)[\"']")
MODEL_NAMES = re.compile(r"[\"'](office|owners|repairs|complaints|visits)\.[A-Z]\w+[\"']")


def layer(name: str) -> int:
    return LAYERS.index(name)


def sources() -> list[Path]:
    folders = [ROOT / name for name in LAYERS if (ROOT / name).is_dir()]
    files = (file for folder in folders for file in sorted(folder.rglob("*.py")))
    return [file for file in files if "migrations" not in file.parts]


def module(file: Path) -> str:
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


MODULES = {module(file): file for file in sources()}


def imported(file: Path) -> Iterator[tuple[ast.stmt, str]]:
    """Every project module that this file imports, with the statement that does it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in LAYERS:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield node, whole if whole in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names if name.name.split(".")[0] in LAYERS)


def part(name: str) -> int | None:
    pieces = name.split(".")
    found = pieces[1] if len(pieces) > 1 else ""
    found = PART_OF.get(found, found)
    return PARTS.index(found) if found in PARTS else None


def test_folders_import_only_from_those_below() -> None:
    breaches = [
        f"{module(file)} → {name}"
        for file in sources()
        for _node, name in imported(file)
        if layer(name.split(".")[0]) > layer(module(file).split(".")[0])
    ]
    assert breaches == []


def test_inside_an_app_urls_views_forms_actions_models() -> None:
    breaches = []
    for file in sources():
        if "tests" in file.parts:
            continue
        own = module(file)
        for _node, name in imported(file):
            here, there = part(own), part(name)
            same_app = own.split(".")[0] == name.split(".")[0]
            if same_app and here is not None and there is not None and there > here:
                breaches.append(f"{own} → {name}")
    assert breaches == []


def test_no_circles_among_modules() -> None:
    graph = {module(file): {name for _node, name in imported(file) if name != module(file)} for file in sources()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_no_app_is_imported_inside_a_function() -> None:
    breaches = [
        f"{module(file)}:{inner.lineno}"
        for file in sources()
        for outer in ast.walk(ast.parse(file.read_text()))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert breaches == []


def test_foreign_keys_point_down() -> None:
    breaches = [
        f"{model._meta.label}.{field.name} → {above._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in LAYERS
        for field in model._meta.concrete_fields
        if isinstance(above := field.related_model, type) and above._meta.app_label in LAYERS
        if layer(above._meta.app_label) > layer(model._meta.app_label)
    ]
    assert breaches == []


def owner_of(name: str) -> str | None:
    """The app that a url or a template name belongs to; None for the frame that everybody stands in."""
    app = name.split(":", maxsplit=1)[0] if ":" in name else name.split("/", maxsplit=1)[0]
    return app if app in LAYERS else None


def test_names_in_templates_point_down() -> None:
    breaches = []
    for file in sorted((ROOT / "templates").rglob("*.html")):
        app = file.relative_to(ROOT / "templates").parts[0]
        if app not in LAYERS:
            continue
        for tag, name in TEMPLATE_NAMES.findall(file.read_text()):
            above = owner_of(name)
            if tag == "url" and ":" not in name:
                above = None if name in UPWARD else "frontdesk"
            if above and layer(above) > layer(app):
                breaches.append(f"{file.relative_to(ROOT)}: {tag} {name}")
    assert breaches == []


def test_names_in_code_point_down() -> None:
    breaches = []
    for file in sources():
        app = module(file).split(".")[0]
        if "tests" in file.parts or app == "frontdesk":
            continue
        text = file.read_text()
        breaches += [
            f"{module(file)}: {name}"
            for name in CODE_NAMES.findall(text)
            if name not in UPWARD and (":" not in name or layer(owner_of(name) or app) > layer(app))
        ]
        breaches += [f"{module(file)}: {name}" for name in MODEL_NAMES.findall(text) if layer(name) > layer(app)]
    assert breaches == []


def test_a_status_is_assigned_only_behind_its_door() -> None:
    assigned = re.compile(r"\.status\s*=[^=]|update\([^)]*\bstatus=")
    breaches = [
        module(file)
        for file in sources()
        if "tests" not in file.parts
        and module(file) != "office.statuses"
        and not module(file).startswith("frontdesk.demo")
        if assigned.search(file.read_text())
    ]
    assert breaches == []


def test_the_clock_is_read_at_the_edge() -> None:
    reads = re.compile(r"timezone\.now\(\)|datetime\.now\(|localdate\(\)|date\.today\(")
    inner = ("models", "actions", "forms", "statuses", "promises", "clock", "tallies")
    breaches = [
        module(file)
        for file in sources()
        if "tests" not in file.parts and module(file).split(".")[1:2] and module(file).split(".")[1] in inner
        if reads.search(file.read_text())
    ]
    assert breaches == []
