"""Base64 as the API reads and writes it: standard or URL-safe, padded or not."""

import base64
import binascii


def decodes(text: str) -> bool:
    """Whether a text is base64, in any of its spellings."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
