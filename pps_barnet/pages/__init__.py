"""Pages that draw on several apps."""
