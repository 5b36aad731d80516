"""The rule that decided, for accountability: its code stands where somebody looks for it, and says what it is."""


def rule_in_words(row: str) -> str:
    """Which row of the policy's table decided; empty where the table was not asked."""
    return f"Row {row} of the policy’s table of who may be told what" if row else ""
