"""The phrases and prompts that a new office begins with (RC-3)."""

from django.apps.registry import Apps

from owners.first_sayings import PHRASES, PROMPTS


def insert_first_sayings(apps: Apps, using: str) -> None:
    """Fill empty tables of phrases and prompts; what a manager has made of them is never touched.

    After each migrate and each flush; `apps` are the models as migrated, so on the way back there may be none.
    """
    try:
        phrase, etiquette = apps.get_model("owners", "Phrase"), apps.get_model("owners", "Etiquette")
    except LookupError:
        return
    if not phrase.objects.using(using).exists():
        texts = [(group, text) for group, texts in PHRASES.items() for text in texts]
        phrase.objects.using(using).bulk_create(
            phrase(group=group, text=text, position=position) for position, (group, text) in enumerate(texts, 1)
        )
    if not etiquette.objects.using(using).exists():
        etiquette.objects.using(using).bulk_create(
            etiquette(channel=prompt.channel, text=prompt.text, say=prompt.say, position=position)
            for position, prompt in enumerate(PROMPTS, 1)
        )
