"""Troubles a mock with raw bytes of every odd kind, and judges what comes of it."""
