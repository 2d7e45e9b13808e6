"""Brings the language files up to date with what code and templates say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frontdesk.languages import extraction, files


class Command(BaseCommand):
    help = "Writes new strings into locale/ and drops those that nothing says any more; names what has no translation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where something is to be done")

    def handle(self, *args: Any, **options: Any) -> None:
        for locale in extraction.locales():
            renewed = files.renew(files.read(locale), extraction.project_strings(locale))
            if options["check"]:
                self._refuse(locale, renewed)
            else:
                self._write(locale, renewed)

    def _refuse(self, locale: str, renewed: files.Renewed) -> None:
        for name in ("new", "gone", "untranslated"):
            if texts := getattr(renewed, name):
                raise CommandError(f"{locale}, {name}: {texts}")

    def _write(self, locale: str, renewed: files.Renewed) -> None:
        path = files.path_of(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files.text_of(renewed.catalog))
        for text in renewed.untranslated:
            self.stdout.write(f"  {text!r}")
        counted = f"{len(renewed.new)} new, {len(renewed.gone)} gone, {len(renewed.untranslated)} to translate"
        self.stdout.write(f"{locale}: {len(renewed.catalog)} strings, {counted}")
