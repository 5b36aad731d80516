"""The service assembled: settings, root URLs, and the pages drawn from several apps."""
