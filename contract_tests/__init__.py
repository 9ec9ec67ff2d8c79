"""The contract of CometAPI's Gemini-native API, and what holds an API to it."""
