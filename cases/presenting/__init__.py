"""What a page shows of a case, as plain values that templates pass on.

A value that does not open says so in its place and shows nothing of itself; everything else on the page still shows.
"""

from cases.presenting.access import (
    conflict_of,
    end_of_letting_in,
    last_day,
    left_words,
    letting_in_of,
    wall_of,
    work_left,
)
from cases.presenting.alike import alike_url, file_of, hint_of, merged_of, twice_of
from cases.presenting.calls import Caller, caller_of
from cases.presenting.cards import card_of
from cases.presenting.cases import about_of, case_name, heading_of, level_words, status_tag, tabs_of
from cases.presenting.drafts import draft_of, form_name, says_whose, whose_draft
from cases.presenting.life import history_of, known_of, time_entry, time_of
from cases.presenting.looks import look_words
from cases.presenting.one_person import as_it_was
from cases.presenting.parting import guest_words, kept_words, parting_of, since_of, wall_words
from cases.presenting.people import born_on, name_of, people_of, reach_of
from cases.presenting.queue import call_back_of, carried_over, message_of
from cases.presenting.records import groups_of
from cases.presenting.tasks import facts_of, kind_tag, task_of, tries_of
from cases.presenting.texts import UNREADABLE, label_of, name_accounts, person_of, readable_of, text_of
from cases.presenting.timeline import LABELS, entry_of, wordings_of

__all__ = [
    "LABELS",
    "UNREADABLE",
    "Caller",
    "about_of",
    "alike_url",
    "as_it_was",
    "born_on",
    "call_back_of",
    "caller_of",
    "card_of",
    "carried_over",
    "case_name",
    "conflict_of",
    "draft_of",
    "end_of_letting_in",
    "entry_of",
    "facts_of",
    "file_of",
    "form_name",
    "groups_of",
    "guest_words",
    "heading_of",
    "hint_of",
    "history_of",
    "kept_words",
    "kind_tag",
    "known_of",
    "label_of",
    "last_day",
    "left_words",
    "letting_in_of",
    "level_words",
    "look_words",
    "merged_of",
    "message_of",
    "name_accounts",
    "name_of",
    "parting_of",
    "people_of",
    "person_of",
    "reach_of",
    "readable_of",
    "says_whose",
    "since_of",
    "status_tag",
    "tabs_of",
    "task_of",
    "text_of",
    "time_entry",
    "time_of",
    "tries_of",
    "twice_of",
    "wall_of",
    "wall_words",
    "whose_draft",
    "wordings_of",
    "work_left",
]
