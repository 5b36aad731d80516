"""How the generated documents are spelt."""

NOTE = "Written from the code by `manage.py generate_docs`; do not edit.\n"


def table(*columns: str) -> list[str]:
    """The head of a Markdown table."""
    return [line(*columns), line(*("---" for _ in columns))]


def line(*cells: object) -> str:
    """One row of a Markdown table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"
