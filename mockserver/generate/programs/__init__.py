"""Programs that the mock knows the results of."""
