"""What was answered and said is only ever added to, whoever asks."""

import pytest
from django.db import ProgrammingError, connection, transaction

from complaints.models import Answer, Attachment, Callback
from office.grants import is_append_only

pytestmark = pytest.mark.django_db

STATEMENTS = ["UPDATE {table} SET at = at", "DELETE FROM {table}", "TRUNCATE {table}"]


@pytest.mark.parametrize("model", [Answer, Callback, Attachment])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_cp1_cb11_an_answer_a_callback_and_a_photo_are_never_rewritten(
    model: type[Answer | Callback | Attachment], statement: str
) -> None:
    assert is_append_only(model)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=model._meta.db_table))
