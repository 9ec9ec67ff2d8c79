"""Small files to send along: the same bytes each time, so that a recording finds its answer again."""

import base64
import io
import struct
import wave
from functools import cache
from typing import Any

# A red square, 64 pixels wide.
_PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQMAAACQp+OdAAAAA1BMVEXcHh4Np/MyAAAAD0lEQVR42mNgGAWjgHwAAAJAAAHgTR1EAAAAAElFTkSuQmCC"
# A grey, a red and another red square.
_PICTURES = {
    "image/jpeg": "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z",
    "image/gif": "R0lGODdhEAAQAIEAANweHgAAAAAAAAAAACwAAAAAEAAQAEAIHQABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFgQEBADs=",
    "image/webp": "UklGRjAAAABXRUJQVlA4ICQAAABwAQCdASoQABAADMDOJaACdAFAAAD+1Jg0iH1fbb34eaqwAAA=",
}
_RATE = 8_000  # samples a second


def picture() -> dict[str, Any]:
    """Return a part with a PNG of one colour, 64 by 64."""
    return _part("image/png", base64.b64decode(_PICTURE))


def sound(seconds: float = 1) -> dict[str, Any]:
    """Return a part with a WAV of so many seconds, silent."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE)
        file.writeframes(b"\x80" * int(_RATE * seconds))
    return _part("audio/wav", held.getvalue())


def document() -> dict[str, Any]:
    """Return a part with a PDF of one page, which says Hello."""
    drawn = b"BT /F1 24 Tf 40 90 Td (Hello) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    return _part("application/pdf", _pdf(objects))


def film() -> dict[str, Any]:
    """Return a part with an MP4 that says it is a second long; it has a head, and no picture."""
    head = _box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1_000, 1_000) + bytes(80))
    return _part("video/mp4", _box(b"ftyp", b"mp42" + bytes(12)) + _box(b"moov", head))


@cache
def each_kind() -> tuple[dict[str, Any], ...]:
    """Return a part of each media type that there is a file of here, none larger than 1 KiB."""
    pictures = (_part(key, base64.b64decode(each)) for key, each in _PICTURES.items())
    texts = {"text/plain": b"Hello", "text/csv": "city,\u00b0C\nParis,21\n".encode()}
    written = (_part(key, each) for key, each in texts.items())
    return (picture(), *pictures, document(), *written, sound(0.05), film())


def _box(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">I", len(inside) + 8) + name + inside


def _pdf(objects: list[bytes]) -> bytes:
    """Write numbered objects as a PDF, with the table of where each begins."""
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % each for each in places)
    size, start = len(objects) + 1, len(data)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return (
        data
        + head
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            start,
        )
    )


def _part(media_type: str, data: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": media_type, "data": base64.b64encode(data).decode()}}
