"""What is answered: responses, the chunks in which they are said, and the events that carry these."""
