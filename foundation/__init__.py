"""What every app stands on: no tables of ours, no knowledge of any app."""
