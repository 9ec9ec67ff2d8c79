"""Values made up for declared schemas."""
