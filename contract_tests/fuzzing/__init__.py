"""Fuzzing: of an app's own client (`client`), and of whatever answers requests (`target`)."""
