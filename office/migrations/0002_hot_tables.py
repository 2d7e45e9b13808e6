from django.db import migrations

# By default autovacuum waits until a fifth of a table is dead: over a million rows on a ledger of six million.
HOT = ["office_promise", "office_outboxmessage", "office_tallydelta", "office_counter", "office_heartbeat"]


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE office_last_change", "DROP SEQUENCE office_last_change"),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,"
                " autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000)",
                migrations.RunSQL.noop,
            )
            for table in HOT
        ),
    ]
