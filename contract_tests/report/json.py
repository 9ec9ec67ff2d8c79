"""The report as JSON: all of it, for programs."""

import json

from contract_tests.report.contents import Contents


def text(told: Contents) -> str:
    """Return the report as JSON."""
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
