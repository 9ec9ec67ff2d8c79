"""The journal in forms that other programs read: an HTTP archive, commands of a shell, a test."""

from mockserver.exports.forms import FORMS, Form
from mockserver.exports.session import Session

__all__ = ["FORMS", "Form", "Session"]
