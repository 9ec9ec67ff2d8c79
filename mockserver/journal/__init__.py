"""The journal: every exchange since the last reset, as far as there is room, without keys."""

from mockserver.journal.entry import Entry, Progress
from mockserver.journal.journal import Journal
from mockserver.journal.keeping import redacting
from mockserver.journal.objects import objects
from mockserver.journal.selection import PROGRESS, Selection
from mockserver.journal.telling import reply_headers, told

__all__ = [
    "PROGRESS",
    "Entry",
    "Journal",
    "Progress",
    "Selection",
    "objects",
    "redacting",
    "reply_headers",
    "told",
]
