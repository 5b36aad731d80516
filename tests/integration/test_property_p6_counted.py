"""P6 of the disclosure table at its full count. Asking through the product's actions costs twenty statements a wish,
which nobody waits for a hundred thousand times; here the same wishes are put to the database in batches, as the web's
login and on one connection. Whatever is decided and wanted, the database lets out what the rules in Python let out, by
the same row; each of those stands exactly once in the register, with its proof, and none of the others can be written
there at all."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from cases import keys
from cases.models import Case, Disclosure, DisclosureItem, SharingProof
from cases.vocabulary.sharing import Category
from consent.actions import share
from consent.actions.permission import decisions_of
from consent.models import Consent
from consent.rules import Telling, ruling_on
from consent.vocabulary import DecisionKind
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import LONG, asking_as
from tests.integration.discussed import check_now
from tests.integration.permission import confider, told
from tests.integration.test_property_p6 import KINDS, PURPOSES, Desk

BATCH = 1_000 if LONG else 250
WANTED = 100_000 if LONG else 500
STEPS = 6  # decisions before anything is wanted
NO = "no"
# In a block, so that the server keeps one plan of each statement; a refusal undoes its own wish and no other.
ASK = """
DO $$
DECLARE
    w jsonb;
    said text[] := '{}';
BEGIN
    FOR w IN SELECT value FROM jsonb_array_elements(current_setting('p6.wanted')::jsonb) LOOP
        BEGIN
            said := said || gate.mint_permission(
                (w ->> 'id')::uuid, (w ->> 'consent')::uuid, (w ->> 'recipient')::uuid, w ->> 'purpose',
                ARRAY(SELECT jsonb_array_elements_text(w -> 'categories')),
                ARRAY(SELECT jsonb_array_elements_text(w -> 'subjects'))::uuid[],
                (w ->> 'limits_kept')::boolean, false, false);
        EXCEPTION WHEN check_violation THEN
            said := said || 'no'::text;
        END;
    END LOOP;
    PERFORM set_config('p6.said', array_to_json(said)::text, true);
END $$"""
# As ``share`` writes it: one that went by the action is written again with what is its own.
LIKE = """(jsonb_populate_record(
    d, w.value - 'consent' || jsonb_build_object('recipient_id', w.value -> 'recipient'))).*
FROM cases_disclosure AS d"""
WRITE = f"""
INSERT INTO cases_disclosure SELECT {LIKE}, jsonb_array_elements(current_setting('p6.wanted')::jsonb) AS w
WHERE d.id = %(like)s AND w.value ->> 'decided_by_row' <> 'no';
INSERT INTO cases_disclosureitem
SELECT (jsonb_populate_record(i, jsonb_build_object(
    'id', gen_random_uuid(), 'disclosure_id', w.value -> 'id', 'category', kind))).*
FROM cases_disclosureitem AS i, jsonb_array_elements(current_setting('p6.wanted')::jsonb) AS w,
     jsonb_array_elements_text(w.value -> 'told') AS kind
WHERE i.disclosure_id = %(like)s AND w.value ->> 'decided_by_row' <> 'no'"""  # noqa: S608 -- of constants
FORCE = f"""
DO $$
DECLARE
    one jsonb;
    went integer := 0;
BEGIN
    FOR one IN SELECT value FROM jsonb_array_elements(current_setting('p6.wanted')::jsonb)
               WHERE value ->> 'decided_by_row' = 'no' LOOP
        BEGIN
            INSERT INTO cases_disclosure SELECT {LIKE}, jsonb_build_array(one - 'decided_by_row') AS a(v),
                LATERAL (SELECT a.v -> 0 AS value) AS w
            WHERE d.id = current_setting('p6.like')::uuid;
            SET CONSTRAINTS ALL IMMEDIATE;
            went := went + 1;
        EXCEPTION WHEN check_violation THEN
            NULL;
        END;
    END LOOP;
    PERFORM set_config('p6.went', went::text, true);
END $$"""  # noqa: S608 -- of constants


class Batch:
    """One case in which things were decided, and what is wanted of it."""

    def __init__(self, by: User, case: Case, random: Random) -> None:
        self.by, self.case, self.random = by, case, random
        self.desk, self.who = Desk(by, case), confider(case)
        self.decide()
        self.granted = list(
            Consent.objects.filter(case=case, decision=DecisionKind.GRANTED).order_by("recorded_at", "pk")
        )

    def decide(self) -> None:
        """Something went by the product's own action; then agreed, refused and taken back, in any order."""
        self.desk.agree(0, PURPOSES[0], set(KINDS), False)
        asked = Telling(
            self.desk.outside[0], PURPOSES[0], frozenset(KINDS[:1]), frozenset({self.who.pk}), limits_kept=True
        )
        self.like = share(by=self.by, case=self.case, told=told(self.desk.outside[0], KINDS[0]), telling=asked).pk
        for _ in range(STEPS):
            step = self.random.choice(["agree", "agree", "agree", "refuse", "take_back"])
            whom, why = self.random.choice([0, 1]), self.random.choice(PURPOSES)
            said: tuple[Any, ...] = {
                "agree": (why, self.some_kinds(), self.random.random() < 0.5),
                "refuse": (why,),
            }.get(step, ())
            try:
                getattr(self.desk, step)(whom, *said)
            except Refused:
                continue

    def some_kinds(self) -> set[Category]:
        return set(self.random.sample(KINDS, self.random.randint(1, len(KINDS))))

    def wish(self) -> tuple[Consent, Telling]:
        """A wish to tell somebody something, with the decision it is said to rest on: mostly, one about them."""
        random = self.random
        rests_on = random.choice(self.granted)
        whom = rests_on.recipient if random.random() < 0.9 else random.choice(self.desk.outside)
        why = rests_on.purpose if random.random() < 0.8 else random.choice(PURPOSES)
        about = frozenset({self.who.pk}) if random.random() < 0.95 else frozenset()
        kinds = frozenset(self.some_kinds())
        return rests_on, Telling(whom, type(PURPOSES[0])(why), kinds, about, limits_kept=random.random() < 0.8)

    def python_says(self, wishes: list[tuple[Consent, Telling]]) -> list[str]:
        """The row of each that the rules let out, in order: what was for once is used up by the first."""
        used: set[UUID] = set()
        among = decisions_of(self.case)
        used |= set(among.used)
        among, said = replace(among, used=used), []
        for rests_on, asked in wishes:
            _, answer = ruling_on(asked, among, rests_on)
            said.append(answer.row if answer else NO)
            used |= {rests_on.pk} if answer else set()
        return said


def as_json(rests_on: Consent, asked: Telling) -> dict[str, Any]:
    kinds = sorted(asked.categories)
    return {
        "id": str(uuid4()),
        "consent": str(rests_on.pk),
        "recipient": str(asked.recipient.pk),
        "purpose": asked.purpose,
        "categories": sorted({*kinds, Category.EXISTENCE}),
        "told": kinds,
        "subjects": [str(pk) for pk in asked.subjects],
        "limits_kept": asked.limits_kept,
    }


def ask(cursor: Any, wanted: list[dict[str, Any]], like: UUID) -> tuple[list[str], int]:
    """What the database says to each wish; those it lets out are written down, the others are tried all the same.

    Returns:
        The row of each, and how many went that should not.
    """
    cursor.execute(
        "SELECT set_config('p6.like', %s, true), set_config('p6.wanted', %s, true)", [str(like), json.dumps(wanted)]
    )
    cursor.execute(ASK)
    cursor.execute("SELECT current_setting('p6.said')")
    said: list[str] = json.loads(cursor.fetchone()[0])
    rows = [each | {"decided_by_row": row} for each, row in zip(wanted, said, strict=True)]
    cursor.execute("SELECT set_config('p6.wanted', %s, true)", [json.dumps(rows)])
    cursor.execute(WRITE, {"like": str(like)})
    check_now()
    cursor.execute(FORCE)
    cursor.execute("SELECT current_setting('p6.went')")
    return said, int(cursor.fetchone()[0])


def stands_once(case: Case, allowed: Collection[str]) -> None:
    """The register holds what was allowed and nothing else, each once and with a proof of its own that says the
    same."""
    rows = {str(row.pk): row for row in Disclosure.objects.filter(case=case)}
    assert Counter(rows.keys()) == Counter(allowed)
    proofs = list(SharingProof.objects.filter(case=case))
    assert Counter(str(proof.disclosure_id) for proof in proofs) == Counter(allowed)
    for proof in proofs:
        row = rows[str(proof.disclosure_id)]
        assert (proof.kind, proof.row, proof.recipient_id) == (row.basis, row.decided_by_row, row.recipient_id)
    sources = set(Consent.objects.filter(case=case, decision=DecisionKind.GRANTED).values_list("pk", flat=True))
    assert {proof.source for proof in proofs} <= sources
    assert set(DisclosureItem.objects.filter(case=case).values_list("disclosure", flat=True)) == {
        row.pk for row in rows.values()
    }


@pytest.mark.django_db
def test_p6_counted(case: Case, cast: dict[str, User]) -> None:
    seen, random = Counter[str](), Random(6)
    while seen["wanted"] < WANTED:  # who asks is said anew for each batch: it holds for minutes
        with asking_as(cast["ottoline"]), connection.cursor() as cursor:
            keys.open_to_change(case)
            batch = Batch(cast["ottoline"], case, random)
            wishes = [batch.wish() for _ in range(BATCH)]
            expected = batch.python_says(wishes)
            wanted = [as_json(*each) for each in wishes]
            said, went = ask(cursor, wanted, batch.like)
            assert said == expected
            assert went == 0
            allowed = [each["id"] for each, row in zip(wanted, said, strict=True) if row != NO]
            stands_once(case, [str(batch.like), *allowed])
            seen.update({"wanted": len(said), "allowed": len(allowed)})
            transaction.set_rollback(True)
    assert 0 < seen["allowed"] < seen["wanted"], seen
