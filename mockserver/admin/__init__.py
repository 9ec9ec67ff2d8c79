"""The routes below ``/__admin/``, where the mock itself is asked and not the API.

To add one, write a function in one of the modules here and decorate it with ``@endpoint``: that makes the
route, checks what is sent, and describes it in ``/__admin/openapi.json``; then add it to ``docs/admin.md``.
"""

from mockserver.admin import about, faults, namespaces, requests, stubs  # noqa: F401 - register theirs
from mockserver.admin.endpoint import ENDPOINTS, Endpoint
from mockserver.admin.guard import hold
from mockserver.admin.serving import PREFIX, routes

__all__ = ["ENDPOINTS", "PREFIX", "Endpoint", "hold", "routes"]
