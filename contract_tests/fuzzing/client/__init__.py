"""Fuzzing a client: every shape of stream and every fault the mock knows, in every chunking.

`fuzzed.fuzz_client` tries a function, `command.run` a program.
"""
