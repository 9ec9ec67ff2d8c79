"""The scenarios: pytest tests that send, a file for each family."""
