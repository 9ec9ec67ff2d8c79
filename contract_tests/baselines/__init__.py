"""What is accepted, and what of the contract became weaker since."""
