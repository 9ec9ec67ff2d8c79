"""Fuzzing a target: requests from the strategies, and what comes held to the contract.

`run` puts it together: `example` is what is drawn, `prudence` what of it a dear target may get, `trying` sends
it, `judging` says what is wrong with the answer, `hunting` draws until there is enough and has Hypothesis shrink
what fails, `cases` keeps it for the next time, `telling` writes the report.
"""
