"""The report as JUnit XML: a test case for each claim, for CI systems.

A broken claim fails. One that couldn't be checked, or that nothing looked at, is skipped with the
reason, so that it never counts as passed. What is only to learn, or additive, is told beside it.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from typing import Any

from contract_tests.report.contents import Contents

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIPPED = {"could not check", "not looked at"}
_COUNTING = {"counts", "new"}


def text(told: Contents) -> str:
    """Return the report as JUnit XML."""
    suite = ET.Element("testsuite", name="contract")
    _properties(suite, told)
    for claim in told["claims"]:
        _case(suite, claim, [each for each in told["findings"] if each["claim"] == claim["id"]])
    for each in told["relaxed"]:
        case = ET.SubElement(suite, "testcase", classname="contract.baseline", name=_fit(each))
        ET.SubElement(case, "failure", message="RELAXED", type="relaxed").text = _fit(each)
    counts = {
        "tests": len(suite.findall("testcase")),
        "failures": len(suite.findall("testcase/failure")),
        "errors": 0,
        "skipped": len(suite.findall("testcase/skipped")),
    }
    numbers = {**{name: str(count) for name, count in counts.items()}, "time": str(told["seconds"])}
    suite.attrib.update(numbers)
    if told["started"]:
        suite.set("timestamp", told["started"].removesuffix("Z"))
    suites = ET.Element("testsuites", {"name": "cometapi-contract", **numbers})
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
    )


def _properties(suite: ET.Element, told: Contents) -> None:
    properties = ET.SubElement(suite, "properties")
    for name in ("verdict", "target", "dialect", "suite", "stopped", "baseline"):
        ET.SubElement(properties, "property", name=name, value=_fit(told[name]))
    values = {"models": ", ".join(told["models"]), "cost": told["cost"]["text"]}
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=_fit(value))


def _case(
    suite: ET.Element, claim: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]
) -> None:
    family = claim["id"].partition(".")[0]
    case = ET.SubElement(
        suite, "testcase", classname=f"contract.{family}", name=claim["id"], time="0"
    )
    breaking = [each for each in findings if _breaks(each)]
    others = [each for each in findings if not _breaks(each)]
    if breaking:
        message = f"{claim['grade']}: {claim['says']}"
        failure = ET.SubElement(case, "failure", message=_fit(message), type="breaking")
        failure.text = _told(breaking)
    elif claim["state"] in _SKIPPED:
        reason = claim["reason"] or claim["state"]
        ET.SubElement(case, "skipped", message=_fit(reason))
    if others:
        ET.SubElement(case, "system-out").text = _told(others)


def _breaks(finding: Mapping[str, Any]) -> bool:
    return finding["severity"] == "breaking" and finding["standing"] in _COUNTING


def _told(findings: Iterable[Mapping[str, Any]]) -> str:
    return _fit("\n\n".join(_finding(each) for each in findings))


def _finding(each: Mapping[str, Any]) -> str:
    lines = [
        f"{each['severity']} ({each['standing']}), {each['count']} times, by {each['check']}",
        f"at {each['at'] or '/'}: {each['message']}",
        f"accepted: {each['reason']}" if each["reason"] else "",
        f"example: {each['example']}" if each["example"] else "",
        each["curl"],
    ]
    return "\n".join(filter(None, lines))


def _fit(value: str) -> str:
    """Replace what XML can't hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)
