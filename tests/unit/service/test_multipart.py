"""Forms with files, however their bytes happen to come in; the standard library reads them too."""

import io
from email.parser import BytesParser
from email.policy import HTTP
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.uploads import safe_name
from service.web.multipart import BadFormError, FormReader, boundary_of

BOUNDARY = b"----x7"


class Sink(io.BytesIO):
    """Keeps what came after it was closed."""

    content = b""

    def close(self) -> None:
        """Note what was written."""
        self.content = self.getvalue()
        super().close()


def body_of(*parts: tuple[str, bytes]) -> bytes:
    """A body of parts, each with its Content-Disposition."""
    whole = b"".join(
        b"--"
        + BOUNDARY
        + b"\r\nContent-Disposition: form-data; "
        + head.encode()
        + b"\r\n\r\n"
        + content
        + b"\r\n"
        for head, content in parts
    )
    return whole + b"--" + BOUNDARY + b"--\r\n"


def read(body: bytes, *cuts: int) -> tuple[dict[str, str], list[tuple[str, str, bytes]]]:
    """Fields and files of a body that comes in pieces, cut at these places."""
    files: list[tuple[str, str, Sink]] = []

    def opened(field: str, name: str) -> Sink:
        files.append((field, name, Sink()))
        return files[-1][2]

    reader = FormReader(BOUNDARY, opened)
    places = sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    for first, last in pairwise(places):
        reader.feed(body[first:last])
    reader.finish()
    return reader.fields, [(field, name, sink.content) for field, name, sink in files]


CONTENTS = (
    st.lists(
        st.sampled_from([b"\r\n", b"--", BOUNDARY, b"\r\n--", b"a;b\n", b"\x00\xff", b"----x"])
    )
    .map(b"".join)
    .filter(lambda content: b"\r\n--" + BOUNDARY not in b"\r\n" + content)
)


@given(contents=st.lists(CONTENTS, max_size=3), cuts=st.lists(st.integers(0, 500), max_size=8))
def test_a_form_reads_as_the_standard_library_reads_it(
    contents: list[bytes], cuts: list[int]
) -> None:
    parts = [('name="token"', b"t0ken")]
    parts += [(f'name="files"; filename="{n}.csv"', content) for n, content in enumerate(contents)]
    body = body_of(*parts)
    fields, files = read(body, *cuts)
    head = b"Content-Type: multipart/form-data; boundary=" + BOUNDARY + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    assert fields == {"token": "t0ken"}
    known = list(message.iter_parts())
    assert [name for _, name, _ in files] == [part.get_filename() for part in known[1:]]
    assert [content for _, _, content in files] == contents


def test_a_file_that_was_not_chosen_is_none() -> None:
    assert read(body_of(('name="files"; filename=""', b""))) == ({}, [])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form at all" * 100,
        body_of(('name="a"', b"1"))[:-6],
        body_of(('name="a"', b"1"), ('name="a"', b"2")),
        body_of(('filename="a.csv"', b"1")),
        body_of(('name="a"', b"x" * 5000)),
        body_of(('name="a"', b"\xff")),
        body_of(*((f'name="f{n}"', b"") for n in range(70))),
        b"--" + BOUNDARY + b"\r\n" + b"X: " + b"y" * 10_000,
        b"--" + BOUNDARY + b"xx",
    ],
)
def test_what_is_no_form_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(BadFormError):
        read(body)


@pytest.mark.parametrize(
    ("header", "boundary"),
    [
        ("multipart/form-data; boundary=x7", b"x7"),
        ('multipart/form-data; charset=utf-8; boundary="a b"', b"a b"),
        ("multipart/form-data", None),
        ("application/json", None),
        ("multipart/form-data; boundary=" + "x" * 71, None),
    ],
)
def test_the_boundary_stands_in_the_header(header: str, boundary: bytes | None) -> None:
    assert boundary_of(header) == boundary


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Kontakte Nord.csv", "Kontakte Nord.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Angebote.CSV", "Angebote.csv"),
        ("..", "datei"),
        (".csv", "datei.csv"),
        ("a\x00b\n<img>.csv", "abimg.csv"),
        ("x" * 300 + ".geojson", "x" * 60 + ".geojson"),
        ("con. .csv", "con.csv"),
    ],
)
def test_of_a_file_name_only_what_is_harmless_stays(name: str, kept: str) -> None:
    assert safe_name(name) == kept
