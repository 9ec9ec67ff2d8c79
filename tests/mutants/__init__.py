"""The contract suite tried on an API that was spoilt on purpose, and on one that only looks different."""
