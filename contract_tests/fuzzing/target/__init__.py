"""Fuzzing a target: requests from the strategies, and what comes held to the contract."""
