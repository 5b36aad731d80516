"""What is shown of a process that ended at its start."""

from pps_barnet.setup.serving import last_words

CHECKED = """Traceback (most recent call last):
  File "checks.py", line 76, in check
SystemCheckError: System check identified some issues:

ERRORS:
?: (foundation.E009) The sealing key is number 615cbf0b, and the records here are sealed with 0e412e13.
\tHINT: Put the right key file back before serving.

System check identified 1 issue (1 silenced).
[6425] [ERROR] Worker (pid:6434) exited with code 3.
"""


def test_what_the_checks_found_is_shown_without_the_code_that_found_it() -> None:
    assert last_words(CHECKED).splitlines() == [
        "The checks that every start makes found:",
        "    ?: (foundation.E009) The sealing key is number 615cbf0b, and the records here are sealed with 0e412e13.",
        "    HINT: Put the right key file back before serving.",
    ]


def test_of_anything_else_the_last_lines_are_shown() -> None:
    assert last_words("Traceback\nImportError: no such module\n").splitlines() == [
        "The last lines it wrote:",
        "    Traceback",
        "    ImportError: no such module",
    ]
