"""Asking permission in four short steps: who decides, what to whom, how we know, and the check before it is written.

It is one form: each step shows its own questions and carries the answers of the others, so that it works without
scripts, keeps everything when a step is wrong, and one draft holds all of it.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer, with_nothing
from cases.models import AbilityRecord, Code, Person, Recipient
from cases.vocabulary import CodeList, PersonRole
from cases.vocabulary.sharing import Category, Purpose
from consent.actions import NewDecision
from consent.forms.recipient import SomebodyOutside
from consent.forms.steps import STEPS
from consent.rules.recording import KEPT_SOMEWHERE
from consent.vocabulary import Capacity, DecisionKind, Footing, IdentityCheck, Method, NotSought, Way
from foundation import clock
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField, NoteField, RadioField

ONCE_LASTS = timedelta(days=30)
LASTS_AT_MOST = timedelta(days=365)
REVIEWED_AFTER = timedelta(days=183)
ANSWERS = [(kind.value, kind.label) for kind in (DecisionKind.GRANTED, DecisionKind.REFUSED, DecisionKind.NOT_SOUGHT)]
WAYS = [*Way.choices, ("both", "Both: we may tell them and ask them")]
# Questions about some ways of telling us alone, and those ways.
OF_WAYS = {
    "signed_on": Method.signed(),
    "script_version": Method.spoken() | {Method.REPRESENTATIVE},
    "interpreter_independent": {Method.INTERPRETER},
    "authority": {Method.REPRESENTATIVE},
}


CHECK = "check"
ALONE = "Only that they have been in contact with us"


class PermissionForm(SomebodyOutside):
    """A decision about one purpose, for one or several recipients: one row each."""

    decision = RadioField(
        label="What did they decide?",
        choices=ANSWERS,
        noun="what they decided",
        reveals={DecisionKind.NOT_SOUGHT.value: ("why_not_sought",)},
    )
    why_not_sought = RadioField(label="Why were they not asked?", choices=NotSought.choices, noun="why not")
    way = RadioField(label="Which way does it go?", choices=WAYS, initial=Way.OUT, noun="which way it goes")
    grantor = RadioField(label="Who decides?", noun="who decides")
    footing = RadioField(
        label="For whom do they decide?",
        choices=Footing.choices,
        initial=Footing.OWN,
        noun="for whom they decide",
        reveals={Footing.REPRESENTATIVE.value: ("acts_for",)},
    )
    acts_for = forms.ChoiceField(label="Whom do they act for?")
    capacity = RadioField(
        label="Can they make this decision?",
        choices=Capacity.choices,
        initial=Capacity.NOT_IN_DOUBT,
        noun="whether they can make it",
    )

    ability = forms.ChoiceField(
        label="Which record says so?",
        required=False,
        help_text="For a child who decides, or capacity that was assessed. It is written down under People, each time",
    )

    recipients = CheckboxesField(label="Who may be told, or asked?", required=False)
    purpose = forms.ChoiceField(label="What is it to help with?")
    categories = CheckboxesField(
        label="Which kinds of information?",
        noun="at least one kind: an empty permission permits nothing",
        help_text="That they have been in contact with us is always part of it; it can be all of it",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "app-choices--columns"}),
    )
    subjects = CheckboxesField(label="About whom?", noun="whom it is about")
    limits = NoteField(
        label="Limits, in their words",
        required=False,
        rows=2,
        max_length=LONGEST_LINE,
        help_text="For example, not the diagnosis. Shown in red to whoever is about to share",
    )
    one_off = RadioField(
        label="How often?",
        choices=[("once", "Once"), ("on", "As often as it helps, until it ends")],
        noun="how often",
        inline=True,
    )
    begins_on = NearDateField(
        label="From when",
        required=False,
        leaning="future",
        must_be="today or future",
        help_text="Left empty, from now. A later day begins at midnight; before it nothing may be said",
    )
    expires_on = NearDateField(
        label="Until when",
        required=False,
        leaning="future",
        must_be="future",
        help_text="Left empty, it ends after 30 days when it is for once, else after a year",
    )

    method = RadioField(
        label="How did they tell us?",
        choices=Method.choices,
        noun="how they told us",
        reveals={Method.INTERPRETER.value: ("interpreter",)},
    )
    interpreter = forms.CharField(
        label="Who interpreted?", max_length=LONGEST_LINE, help_text="Their name, and who sent them"
    )
    signed_on = NearDateField(
        label="When was it signed?",
        required=False,
        leaning="past",
        must_be="today or past",
        help_text="Of what was signed on paper or electronically",
    )
    script_version = forms.ChoiceField(label="Which script was read to them?", required=False)
    interpreter_independent = forms.BooleanField(
        label="The interpreter is independent of the family, and it was confirmed back", required=False
    )
    authority = forms.BooleanField(
        label="We have checked that the representative may decide this for them", required=False
    )
    words = NoteField(label="Their words", rows=3, max_length=LONGEST_NOTE, help_text="As they said or wrote them")
    identity_check = RadioField(
        label="How did we know that it was them?", choices=IdentityCheck.choices, noun="how we knew that it was them"
    )
    paper_kept = forms.CharField(
        label="Where it is kept",
        required=False,
        max_length=LONGEST_LINE,
        help_text="What was signed or recorded, or what shows the representative’s authority: the file and the cabinet",
    )
    witness = forms.CharField(label="Who else was there?", required=False, max_length=LONGEST_LINE)
    replaces = forms.BooleanField(label="This replaces what they agreed to before", required=False)

    def __init__(
        self,
        *args: Any,
        people: list[tuple[Person, str]],
        recipients: list[tuple[Recipient, str]],
        abilities: list[tuple[AbilityRecord, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person, _ in people}
        self.known = {str(recipient.pk): recipient for recipient, _ in recipients}
        self.names = {str(each.pk): name for each, name in [*people, *recipients]}
        named = [(str(person.pk), name) for person, name in people]
        for name in ("grantor", "subjects"):
            offer(self.fields[name], named)
        offer(self.fields["acts_for"], with_nothing(named, "Choose"))
        self.abilities = {str(each.pk): each for each, _ in abilities}
        offer(self.fields["ability"], with_nothing([(str(each.pk), words) for each, words in abilities], "None"))
        if recipients:
            offer(self.fields["recipients"], [(str(each.pk), name) for each, name in recipients])
        else:
            self.fields["recipients"].widget = forms.MultipleHiddenInput()
        offer(self.fields["purpose"], with_nothing([(p.value, p.label) for p in Purpose.helping()], "Choose"))
        offer(self.fields["categories"], [(c.value, ALONE if c == Category.EXISTENCE else c.label) for c in Category])
        scripts = with_nothing(Code.objects.choices(CodeList.PERMISSION_SCRIPT), "Choose")
        offer(self.fields["script_version"], scripts)

    def clean(self) -> dict[str, Any]:
        """The questions that depend on each other; each complaint stands at the question it is about."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_recipients(said)
        if said.get("decision") == DecisionKind.NOT_SOUGHT:
            self._not_asked(("method", "words", "identity_check", "one_off"))
        if said.get("decision") == DecisionKind.GRANTED:
            self._check_granted(said)
        else:
            self._not_asked(("categories", "subjects"), [])
        self._check_days(said.get("begins_on") or clock.today(), said.get("expires_on"))
        return said

    def _check_days(self, begins: date, ends: date | None) -> None:
        if begins > clock.today() + LASTS_AT_MOST:
            self.add_error("begins_on", "From when must be within a year; ask them again nearer that day")
        elif ends and ends < begins:
            self.add_error("expires_on", "Until when must not be before it begins")
        elif ends and ends > begins + LASTS_AT_MOST:
            self.add_error("expires_on", "Until when must be within a year of when it begins; ask them again then")

    def _check_recipients(self, said: dict[str, Any]) -> None:
        words = "Choose who may be told, or write down an organisation with a role, or a name"
        asked = "recipients" if self.known else "organisation"
        self.check_outside(said, asked=asked, is_known=bool(said.get("recipients")), words=words)

    def _check_granted(self, said: dict[str, Any]) -> None:
        method = said.get("method")
        if method in Method.spoken() and not said.get("script_version"):
            self.add_error("script_version", "Choose the script that was read to them")
        if method == Method.REPRESENTATIVE and said.get("footing") != Footing.REPRESENTATIVE:
            self.add_error("footing", "They told us through a representative: say whom the representative acts for")
        if method in Method.signed() and not said.get("signed_on") and "signed_on" not in self.errors:
            self.add_error("signed_on", "Enter when it was signed")
        if method in KEPT_SOMEWHERE and not said.get("paper_kept"):
            self.add_error("paper_kept", "Enter where the signed paper, the recording or the authority is kept")
        if said.get("categories") == [Category.EXISTENCE] and said.get("way") != Way.OUT:
            self.add_error("categories", "Select what they may be asked for")
        looked_at = said.get("footing") == Footing.COMPETENT_CHILD or said.get("capacity") == Capacity.ASSESSED
        if looked_at and not said.get("ability"):
            self.add_error("ability", "Choose the record that says so. Write it down first, under People")
        grantor = self.people.get(said.get("grantor", ""))
        if said.get("footing") == Footing.PARENTAL and grantor and grantor.role in PersonRole.children():
            self.add_error("footing", "A child decides for themself, not with parental responsibility")

    def _not_asked(self, names: Iterable[str], empty: Any = "") -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data.setdefault(name, empty)

    def first_fault(self) -> str:
        """The first step with something wrong in it; the check when there is none."""
        wrong = (step.key for step in STEPS if any(name in self.errors for name in step.fields))
        return next(wrong, CHECK)

    def only(self, key: str) -> None:
        """Keep the complaints of the steps up to this one: nobody is told off for what was not asked yet."""
        keys = [step.key for step in STEPS]
        later = STEPS[keys.index(key) + 1 :] if key in keys else ()
        for name in (name for step in later for name in step.fields):
            self.errors.pop(name, None)

    def said(self) -> dict[str, Any]:
        """What was typed, in the terms of the sentence that is read aloud."""
        typed = self.cleaned_data
        once, begins = typed.get("one_off") != "on", typed.get("begins_on") or clock.today()
        return {
            **typed,
            "one_off": once,
            "begins_on": begins if begins > clock.today() else None,
            "expires_on": typed.get("expires_on") or begins + (ONCE_LASTS if once else LASTS_AT_MOST),
        }

    def ways(self) -> list[Way]:
        """The directions: both ways is two decisions."""
        way = self.cleaned_data["way"]
        return list(Way) if way == "both" else [Way(way)]

    def decision_for(self, recipient: Recipient, way: Way, note: str) -> NewDecision:
        """What was decided about one recipient in one direction, for the action."""
        said = self.said()
        granted = said["decision"] == DecisionKind.GRANTED
        begins = said["begins_on"] if granted else None
        acts_for = self.people.get(said.get("acts_for") or "")
        return NewDecision(
            grantor=self.people[said["grantor"]],
            recipient=recipient,
            purpose=Purpose(said["purpose"]),
            way=way,
            decision=DecisionKind(said["decision"]),
            note=note,
            valid_from=clock.at(begins) if begins else clock.now(),
            categories=frozenset(Category(kind) for kind in said["categories"]) if granted else frozenset(),
            subjects=frozenset(UUID(pk) for pk in said["subjects"]),
            acts_for=acts_for,
            footing=Footing(said["footing"]),
            capacity=Capacity(said["capacity"]),
            ability=self.abilities.get(said.get("ability") or ""),
            replaces=said["replaces"],
            why_not_sought=said.get("why_not_sought") or "",
            limits=said["limits"],
            one_off=said["one_off"],
            method=said.get("method") or "",
            words=said.get("words") or "",
            script_version=said.get("script_version") or "",
            identity_check=said.get("identity_check") or "",
            interpreter=said.get("interpreter") or "",
            signed_on=said["signed_on"] if said.get("method") in Method.signed() else None,
            witness=said["witness"],
            interpreter_independent=said["interpreter_independent"],
            authority_verified=said["authority"],
            authority_covers_this=said["authority"],
            paper_kept=said["paper_kept"],
            expires_at=_end_of(said["expires_on"]) if granted else None,
            review_due=(begins or clock.today()) + REVIEWED_AFTER if granted and not said["one_off"] else None,
        )


def _end_of(day: date) -> datetime:
    """The end of a day in London."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=clock.LONDON)
