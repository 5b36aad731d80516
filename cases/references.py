"""Case references: random, readable aloud, with a character that catches slips, and no order to learn from.

Eight characters of Crockford's base 32 (no I, L, O or U) and a ninth that is their weighted sum: one wrong character or
two swapped neighbours are always noticed. Shown as ``7KQ2-M9XA-C``.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
# A prime above 32: every single change and every swap of neighbours changes the sum.
MODULUS = 37
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "–": None})


def new_reference() -> str:
    """A fresh random reference, nine characters without separators."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        check = check_character(body)
        if check:
            return body + check


def check_character(body: str) -> str:
    """The ninth character for eight; empty for the few bodies whose sum has no letter, which are never given out."""
    total = sum(weight * ALPHABET.index(c) for weight, c in enumerate(body, start=2)) % MODULUS
    return ALPHABET[total] if total < len(ALPHABET) else ""


def readable(reference: str) -> str:
    """A reference in groups, for people."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def as_reference(typed: str) -> str | None:
    """The reference that was typed, forgiving case, spaces, dashes and mistaken letters; None when it is none."""
    tidy = typed.upper().translate(READ_AS)
    body, check = tidy[:LENGTH], tidy[LENGTH:]
    if len(tidy) != LENGTH + 1 or any(c not in ALPHABET for c in body):
        return None
    return tidy if check_character(body) == check else None
