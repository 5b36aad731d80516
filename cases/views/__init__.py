"""One kind of task per file. A view reads: fetch, ask, validate, act, answer."""
