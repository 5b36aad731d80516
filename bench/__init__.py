"""What the product costs at 20,000 to 1,000,000 cases, against hand-written SQL without security and against guardian.

Run by ``script/bench``. Nothing here is a test and nothing of the product imports it.
"""
