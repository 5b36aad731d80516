"""Finding somebody by name, reference or telephone, in memory and with errors forgiven.

The whole of what a person may see is decrypted under search keys and matched here, so that no index, log or URL ever
holds a term. One sealed document per person; 5,000 of them take about 30 ms.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

import phonenumbers
from rapidfuzz import fuzz

from cases.models import Case, ContactPoint, FormerName, Person
from cases.models.setting import LETTERS
from cases.references import as_reference
from cases.vocabulary import Channel, PersonRole
from foundation.sealing.envelope import CannotOpen
from foundation.sealing.fields import Sealed

SHORTEST = 2  # characters worth searching for
GOOD_ENOUGH = 80  # of 100: two letters swapped in a name of ten still match
MOST_HITS = 50
PHONE_DIGITS = 6  # fewer digits than this are not a telephone number
FULL_NUMBER = 10  # as many digits as this are a whole number, not the end of one


@dataclass(frozen=True)
class Hit:
    """Somebody found: the person, their name as the search document has it, and who they are in the case.

    ``holder`` and ``whose`` are the person whose confidence the case holds and their name: of somebody else's case, a
    name alone does not say which family it is.
    """

    person: UUID
    case: UUID
    name: str
    role: str
    score: float
    holder: UUID | None = None
    whose: str = ""

    @property
    def place(self) -> str:
        """Who they are, and in whose case: "Child, in the case of Beatrix Ashgrove"."""
        return f"{self.role}, in the case of {self.whose}" if self.holder not in (None, self.person) else self.role


def plain(text: str) -> str:
    """Text as it is compared: no case, no accents, no marks, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    letters = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.split())


def plain_number(text: str) -> str:
    """A telephone number in its international form, or its digits when it is not a possible number."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", text)
    if not phonenumbers.is_possible_number(number):
        return re.sub(r"\D", "", text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def full_name(person: Person) -> str:
    """A person's name as people say it. Needs the content key of the case."""
    parts = [part.reveal() for part in (person.given_name, person.family_name) if part is not None]
    return " ".join(parts) or unnamed(person)


def document_of(person: Person, points: Iterable[ContactPoint], former: Iterable[FormerName] = ()) -> str:
    """What a search is matched against, for one person. Needs the content key of the case.

    A damaged name or number is left out, so that the others can still be found and changed.
    """
    names = [_readable(part) for part in (person.given_name, person.family_name, person.known_as)]
    names += [_readable(old.name) for old in former]
    telephones = [_readable(point.value) for point in points if point.channel in Channel.telephones()]
    document = {
        "shown": " ".join(filter(None, names[:2])) or unnamed(person),
        "names": plain(" ".join(names)),
        "numbers": [plain_number(number) for number in telephones if number],
    }
    return json.dumps(document, ensure_ascii=False)


def unnamed(person: Person) -> str:
    """What somebody without a name is called."""
    return "Unborn child" if person.role == PersonRole.UNBORN else "Name not known"


def _readable(value: Sealed | None) -> str:
    try:
        return value.reveal() if value is not None else ""
    except CannotOpen:
        return ""


def name_asked(given: str, family: str) -> set[str]:
    """What a person's names must hold to be somebody of this name: the first given name with each family name."""
    first = plain(given).split()[:1]
    return {_pair(first[0], word) for word in plain(family).split() if word != first[0]} if first else set()


def number_asked(telephone: str) -> set[str]:
    """What a person's numbers must hold to be somebody with this one."""
    number = plain_number(telephone)
    return {f"number {number}"} if len(number) >= FULL_NUMBER else set()


def tokens_of(document: str) -> set[str]:
    """Everything about a person that exact comparing can ask for: each pair of their names, and each number."""
    known = json.loads(document)
    pairs = {_pair(*two) for two in combinations(sorted(set(known["names"].split())), 2)}
    return pairs | numbers_of(document)


def numbers_of(document: str) -> set[str]:
    """Each whole number of a person, as exact comparing asks for it."""
    return {f"number {number}" for number in json.loads(document)["numbers"] if len(number) >= FULL_NUMBER}


def _pair(one: str, other: str) -> str:
    return f"name {min(one, other)} {max(one, other)}"


def find(user: Any, term: str) -> list[Hit]:
    """Everybody the person may see who matches, best first, at most ``MOST_HITS``. Needs the search keys.

    A document that does not open is passed over: one damaged row must not hide the others.
    """
    people = Person.objects.visible_to(user).only(*_OF_A_HIT).order_by("-recorded_at", "pk")
    documents = [(person, found) for person in people if (found := _opened(person)) is not None]
    holders = {person.case_id: (person.pk, document["shown"]) for person, document in documents if person.is_confider}
    scores = _scores(term, [document for _, document in documents])
    exact = _by_reference(user, term)
    hits = [
        Hit(
            person.pk,
            person.case_id,
            document["shown"],
            person.get_role_display(),
            101.0 if person.case_id == exact else score,
            *holders.get(person.case_id, ()),
        )
        for (person, document), score in zip(documents, scores, strict=True)
        if score >= GOOD_ENOUGH or person.case_id == exact
    ]
    return sorted(hits, key=lambda hit: (-hit.score, plain(hit.name)))[:MOST_HITS]


_OF_A_HIT = ("id", "case_id", "role", "is_confider", "search_document")


def confiders_found(user: Any, cases: Iterable[UUID]) -> dict[UUID, str]:
    """Whose confidence each of these cases holds, by the name a search shows. Needs the search keys."""
    confiders = (
        Person.objects.visible_to(user).filter(case__in=list(cases), is_confider=True).order_by("-recorded_at", "-pk")
    )
    documents = ((person.case_id, _opened(person)) for person in confiders.only("case_id", "search_document"))
    return {case: document["shown"] for case, document in documents if document is not None}


def case_by_reference(user: Any, term: str) -> Case | None:
    """The visible case whose reference was typed: an anonymous enquiry is found by nothing else."""
    reference = as_reference(term)
    found: Case | None = Case.objects.visible_to(user).filter(reference=reference).first() if reference else None
    return found


def _by_reference(user: Any, term: str) -> UUID | None:
    case = case_by_reference(user, term)
    return case.pk if case else None


def _opened(person: Person) -> dict[str, Any] | None:
    try:
        document: dict[str, Any] | None = (
            json.loads(person.search_document.reveal()) if person.search_document else None
        )
    except (CannotOpen, ValueError):
        return None
    return document


def _scores(term: str, documents: list[dict[str, Any]]) -> list[float]:
    digits = re.sub(r"\D", "", term)
    if len(digits) >= PHONE_DIGITS and not re.search(r"[^\W\d_]", term):
        return [100.0 if any(_same_number(term, number) for number in d["numbers"]) else 0.0 for d in documents]
    asked = plain(term)
    if len(asked) < SHORTEST:
        return [0.0] * len(documents)
    return [_score(asked.split(), d["names"]) for d in documents]


def _score(asked: list[str], names: str) -> float:
    """How well the words asked for fit somebody's names: the worst fitting word counts, so that all of them must."""
    words = names.split()
    return min(max((_fit(part, word) for word in words), default=0.0) for part in asked)


def _fit(asked: str, word: str) -> float:
    """100 for the beginning of a word, or how alike the two are with a letter slipped, doubled or swapped."""
    return 100.0 if word.startswith(asked) else float(fuzz.ratio(asked, word, score_cutoff=GOOD_ENOUGH))


def _same_number(term: str, known: str) -> bool:
    """Whether a number was typed in any form, or the end of it."""
    digits = re.sub(r"\D", "", term)
    return known == plain_number(term) or (len(digits) < FULL_NUMBER and known.endswith(digits.lstrip("0")))
