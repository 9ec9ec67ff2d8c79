"""What is asked: requests of each operator, what they are made of, and the forms in which they are written."""
