"""Sets a machine up and runs the product on it: what script/bootstrap, server, test and check call.

Until the virtual environment exists this runs under the machine's own Python, so nothing outside the standard
library is imported at module level except in `databases` and `postgres`, which are only loaded inside it.
"""
