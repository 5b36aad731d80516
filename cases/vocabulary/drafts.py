"""What an unfinished form is called in the list of them, by its route."""

FORMS = {
    "record_call": "A call",
    "cases:open": "A new case",
    "cases:add_contact": "A contact",
    "cases:add_person": "A person to add",
    "cases:add_contact_point": "A way to reach somebody",
    "cases:safety": "What is safe about a way to reach somebody",
    "cases:add_task": "A task",
    "cases:change": "A change to the case",
    "cases:move": "A move of the case",
    "cases:task": "A change to a task",
    "cases:change_person": "A change to a person",
    "cases:review": "A review",
    "cases:add_time": "Time spent",
    "leave_message": "A message for the team",
    "try_message": "An attempt to call back",
    "close_message": "The end of a message",
    "teams:ask": "A membership to ask for",
    "teams:answer": "An answer about a membership",
    "teams:end": "The end of a membership",
}
ANY_FORM = "A form"
