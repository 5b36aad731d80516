"""What is known of one person, in parts that are asked together. Nothing is compulsory but a first name."""

from typing import Any, ClassVar

from django import forms

from cases.forms.choices import LONGEST_LINE, AskedField, chosen, name_field
from cases.forms.died import DiedForm
from cases.forms.kept import SectionForm
from cases.forms.people import ask_unless_unborn, check_who
from cases.models import Person, Setting
from cases.models.person import RISK_LASTS
from cases.vocabulary import (
    AgeBand,
    Authority,
    CodeList,
    CommunicationNeed,
    Diagnosis,
    Language,
    LookedAfter,
    PersonRole,
    PrivacyMethod,
    RiskKind,
    Sex,
    SocialCare,
    TaughtWith,
    Upbringing,
)
from foundation import clock
from foundation.components.dates import DateField, NearDateField
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from foundation.components.words import gb_date

NO_SCHOOL = "none"


class IdentityForm(SectionForm):
    """Who somebody is."""

    key, page_title = "identity", "Who they are"
    lists: ClassVar = {"relationship": CodeList.RELATIONSHIP}
    role = RadioField(
        label="Who are they?",
        choices=PersonRole.choices,
        noun="who they are",
        reveals={PersonRole.UNBORN: "expected_on"},
    )
    expected_on = DateField(label="Expected on", required=False, help_text="For example, 27 3 2027")
    title = forms.CharField(
        label="Title", required=False, max_length=35, widget=forms.TextInput({"class": "govuk-input--width-5"})
    )
    given_name = name_field("First name")
    family_name = name_field("Last name")
    keep_old_name = forms.BooleanField(label="The name has changed: keep the old one as a former name", required=False)
    known_as = name_field("Known as")
    pronouns = forms.CharField(label="Pronouns", required=False, max_length=60, help_text="For example, they and them")
    date_of_birth = DateField(
        label="Date of birth", required=False, must_be="today or past", help_text="For example, 27 3 2014"
    )
    age_band = chosen("Age, if the date of birth is not known", AgeBand.choices, nothing="Not known")
    sex = chosen("Sex", Sex.choices)
    relationship = forms.ChoiceField(label="Relationship to the child", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_unless_unborn(self)

    def clean(self) -> dict[str, Any]:
        """A first name, unless nobody is born yet; of whoever has a birthday, no age."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        check_who(self, said)
        if said.get("date_of_birth"):
            said["age_band"] = ""
        return said

    def former_name(self) -> str:
        """The name that is to be kept as a former one, if it was changed and did open."""
        if not self.cleaned_data["keep_old_name"] or not {"given_name", "family_name"} & set(self.changes()):
            return ""
        return " ".join(filter(None, (self.known["given_name"], self.known["family_name"])))


class CommunicationForm(SectionForm):
    """How what we say and send reaches somebody."""

    key, page_title = "communication", "How to communicate"
    first_language = chosen("First language", Language.choices)
    interpreter_needed = AskedField(label="Do they need an interpreter?", noun="whether they need an interpreter")
    communication_needs = CheckboxesField(label="What helps them", choices=CommunicationNeed.choices, required=False)
    literacy_support = AskedField(
        label="Would they like help with reading or writing?", noun="whether they would like help"
    )
    communication_note = NoteField(label="Anything else that helps", rows=3, required=False, max_length=LONGEST_LINE)


class YoungSection(SectionForm):
    """Asked about children and young people only."""

    @classmethod
    def suits(cls, person: Person) -> bool:
        """Whether the person is a child or a young person, born or not."""
        return person.is_young


class EducationForm(YoungSection):
    """Special educational needs, the support for them, and the plan."""

    key, page_title = "education", "Education and needs"
    lists: ClassVar = {
        "sen_provision": CodeList.SEN_PROVISION,
        "sen_stage": CodeList.SEN_STAGE,
        "sen_primary": CodeList.SEN_TYPE,
        "sen_secondary": CodeList.SEN_TYPE,
    }
    sen_provision = forms.ChoiceField(label="Special educational provision", required=False)
    sen_stage = forms.ChoiceField(label="Where the process stands", required=False)
    sen_primary = forms.ChoiceField(label="Main need", required=False)
    sen_secondary = forms.ChoiceField(label="Second need", required=False)
    diagnosis = chosen("Diagnosis", Diagnosis.choices)
    taught_with = chosen("Taught with", TaughtWith.choices, nothing="Their own year")
    plan_authority = chosen(
        "Council that keeps the education, health and care plan", Authority.choices, nothing="No plan, or not known"
    )
    plan_issued_on = DateField(label="Plan made final on", required=False, must_be="today or past")
    plan_review_on = NearDateField(label="Next annual review", required=False, leaning="future")

    def clean(self) -> dict[str, Any]:
        """Two needs are two different ones."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("sen_secondary") and said["sen_secondary"] == said.get("sen_primary"):
            self.add_error("sen_secondary", "Second need must be another one than the main need")
        if said.get("sen_secondary") and not said.get("sen_primary"):
            self.add_error("sen_primary", "Select the main need, as there is a second one")
        return said


class SchoolForm(YoungSection):
    """The school, college or nursery, found in the public register by name, town, postcode or number."""

    key, page_title = "school", "School or setting"
    template = "cases/school_form.html"
    term = forms.CharField(
        label="Find a school, college or nursery",
        required=False,
        max_length=100,
        help_text="A part of its name, its town or postcode, or its number",
    )
    setting = RadioField(label="Which one?", choices=[], required=False, noun="a school")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        term = self.data.get("term", "").strip()
        found = list(Setting.objects.named_like(term)) if term else []
        current = [person.setting] if person.setting is not None and person.setting not in found else []
        self.found = {str(each.pk): each for each in (*current, *found)}
        offered = [(pk, str(each)) for pk, each in self.found.items()]
        self.fields["setting"].choices = [*offered, (NO_SCHOOL, "None, or not known")]  # type: ignore[attr-defined]
        self.initial["setting"] = str(person.setting_id or NO_SCHOOL)
        self.nothing_found = bool(term) and not found

    def clean(self) -> dict[str, Any]:
        """What was looked for is not chosen by itself."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        unchosen = said.get("setting") in ("", NO_SCHOOL)
        if unchosen and said.get("term") and not self.is_asking():
            self.add_error("setting", "Select a school, or look for another one. To save none, empty the box above")
        return said | {"setting": self.found.get(said.get("setting", ""))}

    def is_asking(self) -> bool:
        """Whether a school is being looked for, and nothing is to be saved yet."""
        return "find" in self.data


class CareForm(YoungSection):
    """Who brings a child up, and what social care has to do with it."""

    key, page_title = "care", "Home and care"
    home_authority = chosen("Home council", Authority.choices, nothing="Not known")
    upbringing = chosen("Who brings them up", Upbringing.choices)
    looked_after = chosen("Looked after by a council", LookedAfter.choices)
    previously_looked_after = AskedField(label="Were they looked after before?", noun="whether they were looked after")
    social_care_plan = chosen("Social care plan", SocialCare.choices)
    adult_transition = AskedField(
        label="Is the move to adult services being prepared?", noun="whether the move is being prepared"
    )


class AboutForm(SectionForm):
    """What helps to see that everybody is served alike. All of it may be left."""

    key, page_title = "about", "Equality monitoring"
    lists: ClassVar = {"ethnicity": CodeList.ETHNICITY, "disability": CodeList.DISABILITY}
    ethnicity = forms.ChoiceField(label="Ethnicity", required=False)
    disability = CheckboxesField(label="Disability", required=False, exclusive="NONE")
    armed_forces = AskedField(label="Is anybody in the family in the armed forces?", noun="about the armed forces")
    care_experienced = AskedField(label="Have they been in care themselves?", noun="whether they have been in care")
    employed_by_council = AskedField(
        label="Do they work for the council?",
        noun="whether they work for the council",
        help_text="So that nobody hands the case to their colleague",
    )
    employed_with_children = AskedField(
        label="Do they work with children?",
        noun="whether they work with children",
        help_text="A worry about somebody who does goes to the designated officer as well",
    )


class RiskForm(SectionForm):
    """A marker that makes staff take care, with its reason, looked at again within six months."""

    key, page_title = "risk", "Safety of staff"
    risk_kind = chosen("What staff need to know", RiskKind.choices, nothing="Nothing")
    risk_reason = NoteField(
        label="What happened",
        rows=4,
        required=False,
        max_length=LONGEST_LINE,
        help_text="Facts, with when and who saw it. Everybody who opens the case reads this",
    )
    risk_review_due = NearDateField(
        label="Look at this again on",
        required=False,
        leaning="future",
        must_be="future",
        help_text="Within six months. For example, 27 3 2026",
    )

    def clean(self) -> dict[str, Any]:
        """A marker has a reason and a day within six months; without a marker neither is kept."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("risk_kind"):
            return said | {"risk_reason": "", "risk_review_due": None}
        if not said.get("risk_reason"):
            self.add_error("risk_reason", "Enter what happened")
        latest, due = clock.today() + RISK_LASTS, said.get("risk_review_due")
        if "risk_review_due" not in self.errors and (due is None or due > latest):
            self.add_error("risk_review_due", f"Enter a day up to {gb_date(latest)}")
        return said

    def changes(self) -> dict[str, Any]:
        """Whatever changes was looked at today."""
        changed = super().changes()
        return changed | {"risk_set_on": clock.today() if self.cleaned_data["risk_kind"] else None} if changed else {}


class PrivacyForm(SectionForm):
    """Which privacy notice was explained to somebody, how and when."""

    key, page_title = "privacy", "Privacy notice"
    privacy_version = forms.RegexField(
        r"^[\w.\- ]+$",
        label="Which version",
        max_length=20,
        help_text="As printed at its foot",
        error_messages={"invalid": "Which version must be letters and numbers, such as 2026-1"},
    )
    privacy_method = RadioField(label="How", choices=PrivacyMethod.choices, noun="how it was explained")
    privacy_explained_on = NearDateField(label="When", leaning="past", must_be="today or past")

    def begins_with(self) -> dict[str, Any]:
        """Today, until it is known."""
        return {"privacy_explained_on": self.known["privacy_explained_on"] or clock.today()}


SECTIONS: dict[str, type[SectionForm]] = {
    form.key: form
    for form in (
        IdentityForm,
        CommunicationForm,
        EducationForm,
        SchoolForm,
        CareForm,
        AboutForm,
        RiskForm,
        PrivacyForm,
        DiedForm,
    )
}
