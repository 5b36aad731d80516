"""The set-up tried where it fails: each failure is brought about for real, in a copy of the checkout."""
