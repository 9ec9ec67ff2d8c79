"""The schemas that a request declares, for its answer and for what its functions take."""
