"""Reading a prompt: what it asks for, what it tells, which functions it speaks of."""
