"""One situation for every row of the disclosure table, and situations drawn at random, for the tests of both twins."""

from dataclasses import fields, replace
from random import Random
from typing import Any

from cases.disclosure import Act, Answer, Party, Permission, Situation
from cases.disclosure.situation import Given
from cases.vocabulary.sharing import Basis, Category, Purpose

NEEDS = frozenset({Category.SEN_NEEDS})
PERMITTED = frozenset({Category.SEN_NEEDS, Category.EXISTENCE})
SOUND: dict[str, Any] = {
    "declared": Basis.CONSENT, "party": Party.PROFESSIONAL, "categories": NEEDS, "permission": Permission.VALID,
    "outward": True, "recipient_matches": True, "purpose": Purpose.SUPPORT_IN_SCHOOL, "purpose_matches": True,
    "permitted": PERMITTED, "subjects_within": True, "limits_kept": True, "given": Given.WRITTEN,
    "identity_checked": True, "capacity_settled": True, "from_confider": True,
}  # fmt: skip
VERBAL = {"given": Given.VERBAL, "script_read": True, "words_recorded": True}


def consented(**changes: Any) -> Situation:
    """A disclosure that rests on permission, sound but for what is changed."""
    return Situation(Act.SHARE, **(SOUND | changes))


def resting_on(basis: Basis, party: Party, *facts: str) -> Situation:
    """A disclosure on another basis, with these facts."""
    return Situation(Act.SHARE, party, basis, categories=NEEDS, **dict.fromkeys(facts, True))


def asked(act: Act, party: Party = Party.NOBODY_KNOWN, *facts: str) -> Situation:
    """Anything but a disclosure, with these facts."""
    return Situation(act, party, **dict.fromkeys(facts, True))


CP, ADULT, ORDER, DUTY = Basis.PUBLIC_INTEREST_CP, Basis.ADULT_AT_RISK, Basis.LEGAL_COMPULSION, Basis.STATUTORY_DUTY
CARE, SENIOR = Party.SAFEGUARDING, Party.SENIOR_MANAGER
WITHIN = ("within_discussion", "on_rota_without_conflict", "minimum_items")
OPINION = frozenset({Category.STAFF_OPINION})
EXAMPLES: list[tuple[str, Answer, Situation]] = [
    ("D1", Answer.ALLOW, asked(Act.LOOK, Party.TEAM, "role_permits")),
    ("D2", Answer.NOT_FOUND, asked(Act.LOOK, Party.TEAM, "role_permits", "kept_out")),
    ("D3", Answer.NCND, asked(Act.LOOK, Party.COUNCIL, "role_permits")),
    ("D3", Answer.NCND, asked(Act.ENQUIRY, Party.PROFESSIONAL)),
    ("D4", Answer.ALLOW, resting_on(Basis.VITAL_INTERESTS, Party.EMERGENCY, "danger_now")),
    ("D5a", Answer.ALLOW, resting_on(CP, SENIOR, "concern", *WITHIN)),
    ("D5", Answer.ALLOW, resting_on(CP, CARE, "concern", "discussed", "minimum_items")),
    ("D6", Answer.DENY, resting_on(CP, CARE, "concern", "minimum_items")),
    ("D7", Answer.DENY, resting_on(CP, Party.RELATIVE, "concern", "discussed", "minimum_items")),
    ("D8", Answer.ALLOW, resting_on(Basis.ANONYMOUS, SENIOR, "nobody_recognisable")),
    ("D9", Answer.ALLOW, resting_on(ADULT, CARE, "adult_has_capacity", "adult_agrees")),
    ("D9", Answer.ALLOW, resting_on(ADULT, Party.POLICE, "adult_has_capacity", "adult_agrees")),
    ("D9a", Answer.ALLOW, resting_on(ADULT, SENIOR, "adult_has_capacity", "adult_agrees", *WITHIN)),
    ("D9", Answer.DENY, resting_on(ADULT, SENIOR, "adult_has_capacity", "adult_agrees", "minimum_items")),
    ("D10", Answer.DENY, resting_on(ADULT, CARE, "adult_has_capacity")),
    ("D10", Answer.DENY, resting_on(ADULT, SENIOR, "adult_has_capacity", *WITHIN)),
    ("D11", Answer.ROUTE, resting_on(ADULT, CARE, "risk_to_others", "minimum_items")),
    ("D11", Answer.ALLOW, resting_on(ADULT, CARE, "risk_to_others", "minimum_items", "approved_by_two")),
    ("D11", Answer.ROUTE, resting_on(ADULT, CARE, "adult_lacks_capacity", "minimum_items")),
    ("D11", Answer.ALLOW, resting_on(ADULT, CARE, "adult_lacks_capacity", "minimum_items", "approved_by_two")),
    ("D11a", Answer.ALLOW, resting_on(ADULT, SENIOR, "risk_to_others", "approved_by_two", *WITHIN)),
    ("D11", Answer.ROUTE, resting_on(ADULT, SENIOR, "adult_lacks_capacity", *WITHIN)),
    ("D11b", Answer.ALLOW, resting_on(ADULT, CARE, "worker_believes", "minimum_items")),
    ("D12", Answer.ROUTE, resting_on(ORDER, Party.COURT, "order_is_valid")),
    ("D12", Answer.ALLOW, resting_on(ORDER, Party.COURT, "order_is_valid", "exactly_as_ordered", "approved_by_two")),
    ("D13", Answer.NCND, asked(Act.SHARE, Party.POLICE)),
    ("D13", Answer.NCND, asked(Act.ENQUIRY, Party.POLICE)),
    ("D14", Answer.ROUTE, resting_on(DUTY, CARE, "duty_enabled", "helps_their_function")),
    ("D14", Answer.ALLOW,
     resting_on(DUTY, CARE, "duty_enabled", "helps_their_function", "approved_by_two", "minimum_items")),
    ("D15", Answer.DENY, resting_on(DUTY, CARE, "duty_enabled", "helps_their_function", "more_detrimental")),
    ("D16", Answer.ALLOW, consented()),
    ("D16", Answer.ALLOW, replace(consented(inward=True, outward=False), act=Act.ASK)),
    ("D16", Answer.DENY, consented(limits_kept=False)),
    ("D17", Answer.PART, consented(categories=NEEDS | OPINION)),
    ("D17", Answer.DENY, consented(categories=OPINION)),
    ("D18", Answer.DENY, consented(recipient_matches=False)),
    ("D19", Answer.DENY, consented(purpose_matches=False)),
    ("D20", Answer.DENY, consented(permission=Permission.EXPIRED)),
    ("D20", Answer.DENY, consented(permission=Permission.AHEAD)),
    ("D21", Answer.DENY, consented(permission=Permission.REFUSED)),
    ("D22", Answer.DENY, consented(permission=Permission.WITHDRAWN)),
    ("D23", Answer.ALLOW, consented(**VERBAL)),
    ("D23", Answer.DENY, consented(**VERBAL | {"script_read": False})),
    ("D23", Answer.DENY, consented(**VERBAL | {"categories": frozenset({Category.DOMESTIC_ABUSE}),
                                               "permitted": PERMITTED | {Category.DOMESTIC_ABUSE}})),
    ("D24", Answer.ALLOW, consented(**VERBAL | {"given": Given.INTERPRETER, "interpreter_independent": True})),
    ("D24", Answer.DENY, consented(**VERBAL | {"given": Given.INTERPRETER})),
    ("D25", Answer.ALLOW,
     consented(given=Given.REPRESENTATIVE, authority_verified=True, authority_covers_this=True)),
    ("D25", Answer.DENY, consented(given=Given.REPRESENTATIVE, authority_verified=True)),
    ("D26", Answer.ROUTE, consented(capacity_settled=False)),
    ("D26", Answer.ROUTE, consented(permission=Permission.CHALLENGED)),
    ("D27", Answer.DENY, consented(from_confider=False)),
    ("D28", Answer.DENY, consented(joint=True)),
    ("D29", Answer.ALLOW,
     resting_on(Basis.SELF, Party.SERVICE_USER, "from_confider", "identity_verified", "channel_safe")),
    ("D30", Answer.NCND, asked(Act.ENQUIRY, Party.OTHER_PARENT)),
    ("D31", Answer.ROUTE, asked(Act.SUBJECT_ACCESS, Party.OTHER_PARENT)),
    ("D32", Answer.ROUTE, consented(categories=frozenset({Category.HEALTH}), permitted=PERMITTED | {Category.HEALTH})),
    ("D33", Answer.NCND, asked(Act.ENQUIRY, Party.PARENT_OF_CONFIDER)),
    ("D34", Answer.DENY, consented(past_young_person_date=True)),
    ("D35", Answer.ALLOW, asked(Act.ADVISE)),
    ("D36", Answer.DENY, consented(meeting=True)),
    ("D37", Answer.NCND, asked(Act.ENQUIRY, Party.REFERRER)),
    ("D38", Answer.NCND, asked(Act.ENQUIRY, Party.REPRESENTATIVE)),
    ("D38", Answer.ROUTE, asked(Act.ENQUIRY, Party.REPRESENTATIVE, "written_authority")),
    ("D39", Answer.ALLOW, asked(Act.ENQUIRY, Party.INSPECTOR, "nobody_recognisable", "suppressed")),
    ("D39", Answer.ROUTE, asked(Act.ENQUIRY, Party.INSPECTOR)),
    ("D40", Answer.NCND, asked(Act.FREEDOM)),
    ("D41", Answer.ALLOW, Situation(Act.FREEDOM, names_somebody=False, nobody_recognisable=True, suppressed=True)),
    ("D42", Answer.NCND, asked(Act.FREEDOM, Party.PUBLIC, "about_self")),
    ("D43", Answer.ALLOW, asked(Act.SUBJECT_ACCESS, Party.SERVICE_USER, "about_self", "identity_verified", "reviewed")),
    ("D44", Answer.DENY, asked(Act.RECEIVE, Party.COUNCIL)),
    ("D44", Answer.ALLOW, asked(Act.RECEIVE, Party.SERVICE_USER)),
    ("D45", Answer.DENY, replace(consented(), act=Act.ASK)),
    ("D46", Answer.DENY, asked(Act.TRAIN, Party.PUBLIC, "study_approved")),
    ("D46", Answer.ALLOW, asked(Act.TRAIN, Party.NOBODY_KNOWN, "study_approved", "audience_within")),
    ("D47", Answer.ALLOW, asked(Act.SHARE, Party.SUPPLIER, "reference_only", "agreed_to_supplier")),
    ("D47", Answer.DENY, asked(Act.SHARE, Party.SUPPLIER, "reference_only")),
    ("D48", Answer.DENY, asked(Act.REACH, Party.SERVICE_USER)),
    ("D48", Answer.ALLOW, asked(Act.REACH, Party.SERVICE_USER, "channel_safe")),
    ("D49", Answer.ROUTE, asked(Act.ENQUIRY, Party.RELATIVE, "deceased")),
    ("D49", Answer.ROUTE, consented(deceased=True)),
    ("D49", Answer.ROUTE, consented(deceased=True, permission=Permission.EXPIRED, party=Party.RELATIVE)),
    ("D50", Answer.DENY, asked(Act.SHARE, Party.RELATIVE)),
]  # fmt: skip


def drawn(random: Random) -> Situation:
    """A situation near one of the examples, or one made of chance alone."""
    base = random.choice(EXAMPLES)[2] if random.random() < 0.8 else Situation(random.choice(list(Act)))
    names = random.sample([each.name for each in fields(Situation)], random.choice((0, 1, 1, 2, 3, 8, 30)))
    return replace(base, **{name: _value(name, base, random) for name in names})


def _value(name: str, base: Situation, random: Random) -> Any:
    kinds: dict[str, Any] = {
        "act": list(Act), "party": list(Party), "declared": [None, *Basis], "permission": list(Permission),
        "purpose": [None, *Purpose], "given": [None, *Given],
    }  # fmt: skip
    if name in kinds:
        return random.choice(kinds[name])
    if name in ("categories", "permitted"):
        return frozenset(random.sample(list(Category), random.choice((0, 1, 2, 5, len(Category)))))
    return random.random() < 0.5
