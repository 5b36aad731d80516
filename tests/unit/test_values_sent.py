"""Values on their way to the database."""

from uuid import UUID

from foundation.rowsecurity.calls import as_sent

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_ids_are_sent_as_one_text_and_everything_else_as_it_is() -> None:
    sent = as_sent([ONE, [ONE, OTHER], [], ["a", "b"], None, "{text}"])
    assert sent == [ONE, f"{{{ONE.hex},{OTHER.hex}}}", "{}", ["a", "b"], None, "{text}"]
