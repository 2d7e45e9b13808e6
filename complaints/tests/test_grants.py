"""What was answered is only ever added to, whoever asks."""

import pytest
from django.db import ProgrammingError, connection, transaction

from complaints.models import Answer
from office.grants import is_append_only

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", ["UPDATE {table} SET said = ''", "DELETE FROM {table}", "TRUNCATE {table}"])
def test_cp1_an_answer_is_never_rewritten(statement: str) -> None:
    assert is_append_only(Answer)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=Answer._meta.db_table))
