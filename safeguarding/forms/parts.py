"""What is known of a concern, in parts that are asked together, in any order, and none of them before it is raised."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, AskedField, chosen, in_columns, offer, with_nothing
from cases.forms.kept import KeptForm
from cases.vocabulary import Authority
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from safeguarding.forms.leaving import Leaving
from safeguarding.models import Concern
from safeguarding.vocabulary import (
    FACTORS,
    AdultCategory,
    Category,
    Department,
    ParentTold,
    Source,
    Subject,
    SwitchCode,
    Urgency,
    WhyNotTold,
)
from safeguarding.vocabulary.laws import REPORTED_TO
from teams.models import User

ADULTS = frozenset({Subject.ADULT})
ALL = frozenset(Subject)


class PartForm(KeptForm):
    """One part. ``subjects``: about whom it is asked; ``switch``: the law with whose day it begins to be."""

    subjects: ClassVar[frozenset[Subject]] = ALL
    switch: ClassVar[SwitchCode | None] = None
    wide: ClassVar[bool] = False  # whether its answers need the whole line

    def __init__(self, *args: Any, concern: Concern, colleagues: Sequence[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, row=concern, **kwargs)
        self.colleagues = {str(each.pk): each for each in colleagues}

    @property
    def kept_from(self) -> User | None:
        """The colleague who must not know of the concern from now on, if one is named."""
        return self.colleagues.get(self.cleaned_data.get("accused", ""))

    @classmethod
    def way_in(cls) -> str:
        """The link to it while nothing is said there."""
        return f"Add: {cls.page_title[0].lower()}{cls.page_title[1:]}"

    @classmethod
    def suits(cls, concern: Concern) -> bool:
        """Whether this is asked about a concern of this kind."""
        return concern.subject in cls.subjects


def note(label: str, *, rows: int = 4, help_text: str = "", noun: str = "") -> NoteField:
    """A text that may stay empty; ``noun`` is what errors call it when its label is a question."""
    made = NoteField(label=label, rows=rows, required=False, max_length=LONGEST_NOTE, help_text=help_text)
    if noun:
        made.noun = noun  # type: ignore[attr-defined]
    return made


class WorryForm(PartForm):
    """What worries us, how urgent it is and about whom: all that it takes to raise a concern (T1)."""

    key, page_title = "worry", "What worries us"
    worry = note("What worries you?", noun="what worries you")
    urgency = RadioField(label="How urgent is it?", choices=Urgency.choices, required=False, noun="how urgent it is")
    about = forms.CharField(
        label="Who is it about?",
        required=False,
        max_length=LONGEST_LINE,
        help_text="‘Not known’ is an answer. So is ‘the baby that is expected’",
    )


class SaidForm(PartForm):
    """Where it comes from, and facts apart from what we think."""

    key, page_title = "said", "What was said and seen"
    source = chosen("Where it comes from", Source.choices)
    words_used = note("The words that were used", help_text="As they were said, a child’s own words above all")
    facts = note("Facts", help_text="What was seen, heard, said or written: who, when, where")
    opinion = note("What we think of it", help_text="Kept apart from the facts, and marked as what we think")


class HarmForm(PartForm):
    """Of what kind the harm is, and where it comes from."""

    key, page_title = "harm", "What kind of harm"
    categories = CheckboxesField(label="Kinds of harm", required=False, widget=in_columns())
    factors = CheckboxesField(
        label="What surrounds them", choices=list(FACTORS.items()), required=False, widget=in_columns()
    )
    source_of_harm = note(
        "Where the harm comes from",
        rows=3,
        help_text="Who, if it is known",
    )
    can_reach_them = AskedField(label="Can they reach the child or adult now?", noun="whether they can reach them now")
    works_with_children = AskedField(
        label="Do they work with children?",
        noun="whether they work with children",
        help_text="Paid or not. If so, the designated officer is told as well, within one working day",
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        kinds: Any = AdultCategory if concern.subject == Subject.ADULT else Category
        self.fields["categories"].choices = kinds.choices  # type: ignore[attr-defined]


class WhereForm(PartForm):
    """Where they are, who else is there, and which authority is theirs."""

    key, page_title = "where", "Where they are, and who else is there"
    whereabouts = note("Where they are now", rows=3)
    was_seen = AskedField(label="Has anybody seen them since?", noun="whether anybody has seen them")
    other_children = note("Other children at home", rows=3)
    home_authority = chosen("Council where they live", Authority.choices, nothing="Not known")
    social_worker = forms.CharField(label="Their social worker", required=False, max_length=LONGEST_LINE)
    communication = note("Disability, language, and how to communicate with them", rows=3)
    wishes = note("What they want", rows=3, help_text="The child’s or the adult’s own wishes and feelings")


class AdultForm(PartForm):
    """An adult at risk: their wishes first, what they can decide, the three-part test, and others at risk (§4.6)."""

    key, page_title = "adult", "The adult’s wishes and the test"
    subjects, wide = ADULTS, True
    wishes = note("What they want to happen", help_text="Ask this first, unless asking puts somebody at risk")
    agrees = AskedField(label="Do they agree that adult social care is told?", noun="whether they agree")
    agrees_police = AskedField(label="Do they agree that the police are told?", noun="whether they agree to the police")
    has_capacity = AskedField(label="Can they decide this for themself?", noun="whether they can decide this")
    capacity = note("Why you think so", rows=3, help_text="People can decide unless it is shown that they cannot")
    needs_care = AskedField(label="Do they need care and support?", noun="whether they need care and support")
    at_risk = AskedField(label="Do they experience abuse or neglect, or may they?", noun="whether they are at risk")
    cannot_protect = AskedField(
        label="Are they unable to protect themself because of those needs?", noun="whether they can protect themself"
    )
    others_at_risk = AskedField(label="Is anybody else at risk as well?", noun="whether anybody else is at risk")
    coercion_or_crime = AskedField(
        label="Does somebody control them, or was a serious crime done?", noun="whether there is control or crime"
    )
    child_in_home = AskedField(
        label="Is there a child in the home?",
        noun="whether there is a child in the home",
        help_text="If so, the Children’s Service is part of the discussion too",
    )


class DisputeForm(PartForm):
    """With which department the parent is in dispute: whoever decides for it does not discuss the concern (§3.11)."""

    key, page_title = "dispute", "Departments in dispute with the parent"
    disputes = CheckboxesField(
        label="Is the parent in dispute with a department?",
        choices=Department.choices,
        required=False,
        noun="the departments in dispute with the parent",
        help_text="Whoever decides for it is left out of the discussion by itself, and is not told",
        widget=in_columns(),
    )


class ParentForm(PartForm):
    """Whether a parent knows. Their agreement is never asked (T12 to T15, §4.4)."""

    key, page_title = "parent", "What the parent knows"
    parent_told = RadioField(
        label="Has the parent been told that this is referred?",
        choices=ParentTold.choices,
        required=False,
        noun="whether the parent has been told",
        reveals={ParentTold.LATER: "parent_told_by", ParentTold.NO: "why_not_told"},
    )
    parent_told_by = NearDateField(label="By when will they be told?", leaning="future")
    why_not_told = RadioField(label="Why not?", choices=WhyNotTold.choices, noun="why they are not told")
    parents_view = note("What the parent thinks", rows=3)


class EmergencyPartForm(PartForm):
    """What was done in an emergency."""

    key, page_title = "emergency", "The emergency"
    danger = note("The danger")
    called = note("Whom we called, when, and their reference")

    @classmethod
    def suits(cls, concern: Concern) -> bool:
        """Once there was one."""
        return concern.called is not None


class SelfHarmForm(PartForm):
    """Somebody who may harm themself (§4.6): what they may do, and who can be with them."""

    key, page_title = "self-harm", "The risk that they harm themself"
    subjects = frozenset({Subject.SELF_HARM})
    danger = note("What they may do, with what, and when", help_text="In their own words. In danger now? Call 999")
    wishes = note("What they want, and who helps already", rows=3, help_text="A doctor, a nurse, somebody at school")
    agrees = AskedField(label="Do they agree that somebody who can help is told?", noun="whether they agree")
    has_capacity = AskedField(label="Can they decide this for themself?", noun="whether they can decide this")
    child_in_home = AskedField(label="Is there a child in the home?", noun="whether there is a child in the home")


class ReportForm(PartForm):
    """The duty to report child sexual abuse, from the day on which it is in force (§2.6)."""

    key, page_title = "report", "Reporting a sexual offence against a child"
    switch = SwitchCode.REPORT
    csa_suspected = AskedField(label="Is a sexual offence against a child suspected?", noun="whether one is suspected")
    reported_to = CheckboxesField(
        label="To whom was it reported?",
        noun="to whom it was reported",
        choices=list(REPORTED_TO.items()),
        required=False,
        help_text="Either will do. Leave both empty until it was",
    )
    reported = note("When, how and by whom it was reported, and their reference", rows=3)
    report_delay = note("If it was not reported at once, why", rows=3, help_text="For seven days at most")

    def clean(self) -> dict[str, Any]:
        """How it was reported is said of a report to somebody."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("reported") and not said.get("reported_to") and "reported_to" not in self.errors:
            self.add_error("reported_to", "Select to whom it was reported")
        return said


class ShareForm(PartForm):
    """The duty to share information about a child, from the day on which it is in force (§2.4)."""

    key, page_title = "share", "The duty to share information"
    switch = SwitchCode.SHARE
    share_relevant = AskedField(
        label="Does what we hold matter to keeping a child safe or well?", noun="whether it matters"
    )
    share_with = note("Whom it would help, and with what", rows=3)
    child_identifier = forms.CharField(
        label="The child’s identifier, once there is one",
        required=False,
        max_length=LONGEST_LINE,
        help_text="Nothing is looked up by it",
    )
    share_harms = AskedField(
        label="Would sharing harm the child more than not sharing?", noun="whether sharing would harm the child more"
    )


class ColleagueForm(PartForm, Leaving):
    """From whom it is kept, when it is known only later whom it is about (§4.6). Nobody reads who that is, so that the
    form begins empty each time."""

    key, page_title = "colleague", "Keep this from a colleague"
    accused = forms.ChoiceField(
        label="From which colleague?",
        required=False,
        help_text="Whoever may have done the harm, or is close to whoever did. From now on they see neither this "
        "concern nor that there is one, and they are not told. This cannot be undone",
    )
    field_order = ("accused", "leaves")

    @classmethod
    def way_in(cls) -> str:
        """It adds nothing that is known."""
        return cls.page_title

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(pk, str(each)) for pk, each in self.colleagues.items()]
        offer(self.fields["accused"], with_nothing(named, "Nobody"))


PARTS: dict[str, type[PartForm]] = {
    part.key: part
    for part in (
        *(WorryForm, AdultForm, SelfHarmForm, SaidForm, HarmForm, WhereForm, ParentForm, EmergencyPartForm),
        *(DisputeForm, ReportForm, ShareForm, ColleagueForm),
    )
}
