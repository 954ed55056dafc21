"""Work on studies: the row is the truth, worker processes execute.

`queue.py` says what is next, `runner.py` has the workers of `analysis` do it, `work.py` is what they do, and
`versions.py` keeps what came of it. Whoever dies at whatever moment, the rows say what stands.
"""
