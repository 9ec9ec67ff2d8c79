import base64
import io
import struct
import subprocess
import sys
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from mockserver import media
from mockserver.media import Document, Film, Picture, Script, Sound

BROKEN = [b"", b"\x89PNG", b"%PDF", b"ID3\x04", b"RIFF", b"\x00\x00\x00\x18ftypmp42", b"\x1a\x45\xdf\xa3"]  # fmt: skip


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def picture(width: int, height: int, form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, form)
    return file.getvalue()


def sound(seconds: float, rate: int = 8_000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(2 * int(seconds * rate)))
    return file.getvalue()


def box(name: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + name + inside


def film(seconds: int) -> bytes:
    """Make an MP4 that has a head of so many seconds, and no track."""
    head = struct.pack(">IIIII", 0, 0, 0, 1_000, seconds * 1_000) + bytes(80)
    return box(b"ftyp", b"mp42", bytes(12)) + box(b"moov", box(b"mvhd", head))


def sounding_film(seconds: int) -> bytes:
    codec = box(b"esds", bytes(4), b"\x03\x19\x00\x01\x00\x04\x11\x40", bytes(3), bytes(9))
    entry = struct.pack(">6xH8xHH4xI", 1, 2, 16, 44_100 << 16) + codec
    table = box(b"stsd", struct.pack(">II", 0, 1), box(b"mp4a", entry))
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table))))
    head = struct.pack(">IIIII", 0, 0, 0, 1_000, seconds * 1_000) + bytes(80)
    return box(b"ftyp", b"mp42", bytes(12)) + box(b"moov", box(b"mvhd", head), track)


def document(*sizes: tuple[int, int]) -> bytes:
    writer = PdfWriter()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("mime_type", "kind"),
    [
        ("image/png", "image"),
        (" IMAGE/PNG", "image"),
        ("audio/L16;codec=pcm;rate=24000", "audio"),
        ("video/mp4", "video"),
        ("text/x-python", "text"),
        ("application/json", "text"),
        ("application/x-javascript", "text"),
        ("application/jsonp", "document"),
        ("application/pdf", "document"),
        ("", "document"),
    ],
)
def test_a_mime_type_is_of_a_kind(mime_type: str, kind: str) -> None:
    assert media.kind(mime_type) == kind


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_the_size_of_a_picture_is_read(form: str) -> None:
    data = encoded(picture(320, 200, form))

    assert media.read("image/png", data) == Picture(320, 200)


def test_base64_of_either_alphabet_is_read_with_and_without_padding() -> None:
    data = b"\xfb\xff\xfe" + "a cat, and \u00fe\u00ff".encode()
    said = data.decode(errors="replace")

    assert media.read("text/plain", base64.b64encode(data).decode()) == Script(said)
    assert media.read("text/plain", base64.urlsafe_b64encode(data).decode().rstrip("=")) == Script(
        said
    )


@given(st.text("AB-_/+9", max_size=9))
def test_any_base64_is_read(data: str) -> None:
    assert media.read("image/png", data) == Picture()


@pytest.mark.parametrize("seconds", [1, 2.5, 61])
def test_the_length_of_a_sound_is_read(seconds: float) -> None:
    assert media.read("audio/wav", encoded(sound(seconds))) == Sound(seconds)


def test_a_streamed_sound_is_as_long_as_what_there_is_of_it() -> None:
    data = bytearray(sound(3))
    data[40:44] = b"\xff\xff\xff\xff"
    found = media.read("audio/wav", encoded(bytes(data)))

    assert isinstance(found, Sound)
    assert found.seconds == pytest.approx(3, abs=0.01)


@pytest.mark.parametrize(
    ("mime_type", "seconds"),
    [
        ("audio/L16;codec=pcm;rate=24000", 1),
        ("audio/l16; rate=24000; channels=1", 1),
        ("audio/pcm", 1),
        ("audio/pcm;rate=16000", 1.5),
        ("audio/pcm;rate=0", 1),
    ],
)
def test_raw_samples_last_as_long_as_their_rate_says(mime_type: str, seconds: float) -> None:
    assert media.read(mime_type, encoded(bytes(48_000))) == Sound(seconds)


def test_the_length_of_a_film_is_read_and_whether_it_sounds() -> None:
    assert media.read("video/mp4", encoded(film(7))) == Film(7, sounds=False)
    assert media.read("video/quicktime", encoded(sounding_film(9))) == Film(9)


def test_no_film_is_longer_than_half_a_day() -> None:
    assert media.read("video/mp4", encoded(film(4_000_000))) == Film(43_200, sounds=False)


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        pytest.param(b"\x44\x89\x84" + struct.pack(">f", 2_500), 2.5, id="float"),
        pytest.param(b"\x44\x89\x88" + struct.pack(">d", 61_000), 61, id="double"),
        pytest.param(b"\x44\x89\x88" + struct.pack(">d", 1e300), 43_200, id="endless"),
        pytest.param(b"\x44\x89\x88" + struct.pack(">d", float("nan")), 1, id="no-number"),
        pytest.param(b"\x44\x89\x88" + struct.pack(">d", -1), 1, id="negative"),
        pytest.param(b"", 1, id="nothing"),
    ],
)
def test_the_length_of_a_webm_is_read(duration: bytes, seconds: float) -> None:
    data = b"\x1a\x45\xdf\xa3" + bytes(20) + b"\x15\x49\xa9\x66" + duration + bytes(20)

    assert media.read("video/webm", encoded(data)) == Film(seconds)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(document((612, 792)), Document(1, 612, 792), id="letter"),
        pytest.param(document((595, 842), (10, 10), (10, 10)), Document(3, 595, 842), id="pages"),
        pytest.param(document((0, 0)), Document(1, 1, 1), id="no-paper"),
        pytest.param(b"%PDF-1.4\nstartxref\n0\n%%EOF", Document(), id="nothing-in-it"),
        pytest.param(b"%PDF-1.4\n" + b"1 0 obj\n" * 1_000_000, Document(), id="no-end"),
    ],
)
def test_the_pages_of_a_document_are_counted(data: bytes, found: Document) -> None:
    assert media.read("application/pdf", encoded(data)) == found


@pytest.mark.parametrize("data", BROKEN)
def test_broken_media_weigh_by_their_size(data: bytes) -> None:
    assert media.read("image/png", encoded(data)) == Picture()
    assert media.read("audio/mp3", encoded(data)) == Sound(1)
    assert media.read("application/pdf", encoded(data)) == Document()
    found = media.read("video/mp4", encoded(data))
    assert isinstance(found, Film)
    assert found.seconds == 1


def test_larger_broken_media_weigh_more() -> None:
    junk = b"\xff\xfb" * 500_000

    assert media.read("audio/mp3", encoded(junk)) == Sound(62)
    assert media.read("video/avi", encoded(b"junk" + junk)) == Film(8)


def test_a_broken_sound_is_not_searched_forever() -> None:
    junk, frames = b"\xff\xfb" * 60_000, b"\xff\xfb\x90\x00" * 100_000

    assert media.read("audio/mp3", encoded(junk + frames)) == Sound(32)


def test_nobody_hears_of_a_document_that_is_broken() -> None:
    """What a library has to say about it stays off the console of a test that sends such bytes."""
    code = (
        "import base64; from mockserver import media;"
        "data = b'%PDF-1.4 1 0 obj << broken startxref 7 %%EOF';"
        "print(media.read('application/pdf', base64.b64encode(data).decode()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("Document(pages=1")
    assert done.stderr == ""


@given(st.sampled_from(["image/png", "audio/mp3", "video/mp4", "application/pdf", "text/csv"]),
       st.sampled_from([*BROKEN, sound(1), film(1), sounding_film(1), document((9, 9)), picture(9, 9, "PNG")]),
       st.binary(max_size=40), st.integers(0, 400))  # fmt: skip
def test_whatever_the_bytes_are_no_error_is_raised(
    mime_type: str, start: bytes, noise: bytes, at: int
) -> None:
    data = start[:at] + noise + start[at:]

    assert media.read(mime_type, encoded(data)) == media.read(mime_type, encoded(data))


@pytest.mark.parametrize(
    ("mime_type", "uri", "found"),
    [
        pytest.param("image/png", "https://x/a", Picture(), id="picture"),
        pytest.param("", "https://x/a.jpg?size=3", Picture(), id="picture-by-its-name"),
        pytest.param("audio/mp3", "gs://x/a", Sound(60), id="sound"),
        pytest.param("", "https://youtu.be/abc", Film(60), id="youtube"),
        pytest.param("", "https://www.youtube.com/watch?v=abc", Film(60), id="youtube-in-full"),
        pytest.param("video/mp4", "https://x/v1beta/files/abc", Film(60), id="film"),
        pytest.param("application/pdf", "gs://x/a.pdf", Document(), id="document"),
        pytest.param("", "https://x/v1beta/files/abc", Document(), id="nothing-known"),
        pytest.param("text/plain", "gs://x/a.txt", Document(), id="text"),
    ],
)
def test_a_file_that_is_only_named_is_taken_for_something(
    mime_type: str, uri: str, found: media.Medium
) -> None:
    assert media.remote(mime_type, uri) == found
