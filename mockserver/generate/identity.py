"""What tells one answer from another: model version, creation time, id."""

import base64
from datetime import timedelta

from mockserver.dialects import Dialect
from mockserver.exchange import DAY_ONE
from mockserver.generate.choice import Choice
from mockserver.request import GenerateRequest

# No clock: an answer was created on the day of the documentation page's sample, at a time made from
# the request.
_MICROSECONDS_A_DAY = 86_400_000_000
_ID_BYTES = 17  # 23 characters of base64, as in the page's sample


def of(request: GenerateRequest, dialect: Dialect) -> dict[str, str]:
    """Return ``modelVersion``, ``createTime`` where the dialect has it, and ``responseId``."""
    digest = request.digest()
    created = DAY_ONE + timedelta(microseconds=Choice(digest).number(_MICROSECONDS_A_DAY))
    written = created.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "modelVersion": request.model.version,
        **({"createTime": written} if dialect.create_time else {}),
        "responseId": base64.urlsafe_b64encode(digest[:_ID_BYTES]).decode().rstrip("="),
    }
