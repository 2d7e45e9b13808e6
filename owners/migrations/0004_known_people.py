from typing import Any

from django.db import migrations

from owners.names import search_keys, sort_key


def write_keys(apps: Any, schema_editor: Any) -> None:
    """What the people who are there already are found by."""
    people = apps.get_model("owners", "Person").objects.using(schema_editor.connection.alias)
    batch = []
    for person in people.iterator():
        person.sort_key = sort_key(person.name)[:120]
        person.keys = search_keys(person.name, person.community_id)
        batch.append(person)
        if len(batch) == 1000:
            people.bulk_update(batch, ["sort_key", "keys"])
            batch = []
    people.bulk_update(batch, ["sort_key", "keys"])


LAST_CONTACTS = """
UPDATE owners_person AS person SET last_contact_at = newest.at
FROM (SELECT person_id, max(at) AS at FROM owners_contact GROUP BY person_id) AS newest
WHERE person.id = newest.person_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('owners', '0003_reception'),
    ]

    operations = [
        # Room on each page for the time of the last contact, often written anew: the indexes then stay as they are.
        migrations.RunSQL(
            "ALTER TABLE owners_person SET (fillfactor = 80)", "ALTER TABLE owners_person RESET (fillfactor)"
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
        migrations.RunSQL(LAST_CONTACTS, migrations.RunSQL.noop),
    ]
