"""The people of a case. A row belongs to one case: the same human elsewhere is another row."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models.edited import Edited
from cases.models.part import CasePart, PartQuerySet
from cases.models.setting import Setting
from cases.vocabulary import (
    AgeBand,
    Authority,
    CommunicationNeed,
    DeathKnown,
    Diagnosis,
    Language,
    LookedAfter,
    PersonRole,
    PrivacyMethod,
    RiskKind,
    Sex,
    SocialCare,
    Status,
    TaughtWith,
    Upbringing,
)
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField, SearchTextField
from teams.models import User

# A marker of risk is looked at again within six months, or it is only a rumour.
RISK_LASTS = timedelta(days=183)

# Civil dates that say who somebody is are sealed, as text.
SEALED_DATES = frozenset({"date_of_birth", "expected_on", "deceased_on"})

COUNTED = "a code of a fixed list, without which the annual report cannot be counted; names are sealed"
DERIVED = "the same day for everybody born in one school year, so that the day can be acted on without opening a record"


def chosen(length: int, choices: Any = None) -> "models.CharField[Any, Any]":
    """A code, or nothing; the database says nothing of its own accord, so that a row may leave it out."""
    return models.CharField(max_length=length, choices=choices, blank=True, default="", db_default="")


def several(length: int, choices: Any = None) -> "ArrayField[Any, Any]":
    """Any number of codes, none unless said."""
    return ArrayField(models.CharField(max_length=length, choices=choices), default=list, db_default=[])


class PersonQuerySet(PartQuerySet):
    """People of cases, as one person may see them."""

    def with_own_rights(self, on: date) -> "PersonQuerySet":
        """Children of open cases who have rights of their own by a day and were not told yet (R-2.7)."""
        told = Q(rights_explained_on__isnull=False) | Q(case__status=Status.CLOSED) | ~Q(death_known="")
        return self.filter(role=PersonRole.CHILD, young_person_from__lte=on).exclude(told)


class Person(Edited, CasePart):
    """Somebody in a case. Everything that says who they are is sealed; nothing but a first name is ever asked of them,
    and of an unborn child not even that."""

    role = models.CharField(max_length=15, choices=PersonRole)
    is_confider = models.BooleanField("whose confidence the case holds", default=False)
    relationship = models.CharField("relationship to the child", max_length=30, blank=True)
    title = SealedTextField()
    given_name = SealedTextField()
    family_name = SealedTextField()
    known_as = SealedTextField()
    pronouns = SealedTextField()
    sex = chosen(1, Sex)
    date_of_birth = SealedTextField()
    expected_on = SealedTextField()
    age_band = chosen(5, AgeBand)
    deceased_on = SealedTextField()
    death_known = chosen(15, DeathKnown)
    # Kept by the actions that write a date of birth.
    young_person_from = models.DateField(null=True, editable=False)
    rights_explained_on = models.DateField(null=True, editable=False)
    # What a search of the team is matched against: names and telephone numbers, under the case's search key.
    search_document = SearchTextField()

    first_language = chosen(5, Language)
    interpreter_needed = models.BooleanField(null=True)
    communication_needs = several(20, CommunicationNeed)
    literacy_support = models.BooleanField(null=True)
    communication_note = SealedTextField()

    sen_provision = chosen(30)
    sen_stage = chosen(30)
    sen_primary = chosen(30)
    sen_secondary = chosen(30)
    diagnosis = chosen(15, Diagnosis)
    taught_with = chosen(5, TaughtWith)
    setting = models.ForeignKey(Setting, on_delete=models.PROTECT, related_name="+", null=True)
    plan_authority = chosen(7, Authority)
    plan_issued_on = models.DateField(null=True)
    plan_review_on = models.DateField(null=True)

    home_authority = chosen(7, Authority)
    upbringing = chosen(11, Upbringing)
    looked_after = chosen(10, LookedAfter)
    previously_looked_after = models.BooleanField(null=True)
    social_care_plan = chosen(4, SocialCare)
    adult_transition = models.BooleanField(null=True)

    ethnicity = chosen(30)
    disability = several(30)
    armed_forces = models.BooleanField(null=True)
    care_experienced = models.BooleanField(null=True)
    employed_by_council = models.BooleanField(null=True)
    employed_with_children = models.BooleanField(null=True)

    risk_kind = chosen(15, RiskKind)
    risk_reason = SealedTextField()
    risk_set_on = models.DateField(null=True)
    risk_review_due = models.DateField(null=True)

    privacy_version = chosen(20)
    privacy_method = chosen(10, PrivacyMethod)
    privacy_explained_on = models.DateField(null=True)
    privacy_explained_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = PersonQuerySet.as_manager()
    unasked = frozenset({"search_document"})
    register = Register(
        identifying=(
            *("title", "given_name", "family_name", "known_as", "pronouns", "date_of_birth", "expected_on"),
            *("deceased_on", "search_document", "risk_reason"),
        ),
        special=(
            *("communication_note", "ethnicity", "disability", "sen_provision", "sen_stage", "sen_primary"),
            *("sen_secondary", "diagnosis"),
        ),
        personal=(
            *(
                "young_person_from",
                "setting",
                "first_language",
                "communication_needs",
                "interpreter_needed",
                "literacy_support",
            ),
            *("looked_after", "previously_looked_after", "social_care_plan", "upbringing", "care_experienced"),
            *("armed_forces", "employed_by_council", "employed_with_children", "risk_kind", "privacy_explained_by"),
            "death_known",
            "edited_by",
        ),
        code=(
            *("role", "is_confider", "relationship", "sex", "age_band", "taught_with", "plan_authority"),
            *("home_authority", "adult_transition", "privacy_version", "privacy_method"),
        ),
        technical=(
            *("id", "case", "team", "recorded_at", "rights_explained_on", "plan_issued_on", "plan_review_on"),
            *Edited.stamps,
            *("risk_set_on", "risk_review_due", "privacy_explained_on"),
        ),
        why_clear={
            **dict.fromkeys(("ethnicity", "disability", "diagnosis", "sen_provision", "sen_stage"), COUNTED),
            **dict.fromkeys(("sen_primary", "sen_secondary"), COUNTED),
            "young_person_from": DERIVED,
            "setting": "a school of the public register, by which the annual report counts; who attends it is sealed",
        },
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case", "recorded_at"], name="person_of_case"),
            models.Index(fields=["team"], name="person_of_team"),
            models.Index(
                fields=["team", "young_person_from"],
                name="person_to_tell",
                condition=Q(role=PersonRole.CHILD, rights_explained_on=None),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(risk_kind="", risk_reason=None, risk_set_on=None, risk_review_due=None)
                | (
                    ~Q(risk_kind="")
                    & Q(risk_reason__isnull=False, risk_set_on__isnull=False, risk_review_due__isnull=False)
                ),
                name="a_marker_of_risk_says_why_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(risk_review_due=None)
                | Q(risk_review_due__gt=F("risk_set_on"), risk_review_due__lte=F("risk_set_on") + RISK_LASTS),
                name="a_marker_of_risk_is_reviewed_in_six_months",
            ),
            models.CheckConstraint(
                condition=Q(privacy_version="", privacy_method="", privacy_explained_on=None, privacy_explained_by=None)
                | (
                    ~Q(privacy_version="")
                    & ~Q(privacy_method="")
                    & Q(privacy_explained_on__isnull=False, privacy_explained_by__isnull=False)
                ),
                name="a_privacy_notice_says_who_explained_it",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on=None) | ~Q(death_known=""), name="a_death_says_how_it_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expected_on=None) | Q(role=PersonRole.UNBORN), name="only_the_unborn_are_expected"
            ),
            models.CheckConstraint(
                condition=~Q(role=PersonRole.UNBORN) | Q(date_of_birth=None), name="the_unborn_have_no_birthday"
            ),
        ]

    @property
    def has_died(self) -> bool:
        """Whether the person is known to have died, on a day that is known or not (D49)."""
        return bool(self.death_known)

    @property
    def is_young(self) -> bool:
        """Whether the person is a child or a young person, born or not."""
        return self.role in PersonRole.children()
