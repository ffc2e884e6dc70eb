"""Encodings, line ends and limits of text files."""

from pathlib import Path

import pytest

from graph_model.errors import UnreadableFileError
from importers.text_lines import LONGEST_LINE, check_file, detect_encoding, read_lines


def made(folder: Path, content: bytes) -> Path:
    path = folder / "datei.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("encoding", "detected"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("ascii", "utf-8")],
)
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str, detected: str) -> None:
    text = "name;ort\nTafel;Zwickau\n" if encoding == "ascii" else "name;ort\nKüche;Döbeln – €\n"
    path = made(tmp_path, text.encode(encoding))
    assert detect_encoding(path) == detected
    assert list(read_lines(path, detected)) == text.splitlines()


def test_an_umlaut_far_down_still_decides(tmp_path: Path) -> None:
    path = made(tmp_path, b"a;b\n" + b"x;y\n" * 600_000 + "Köln;1\n".encode("cp1252"))
    assert detect_encoding(path) == "cp1252"


def test_utf_8_with_a_broken_byte_stays_utf_8_and_the_byte_shows(tmp_path: Path) -> None:
    path = made(tmp_path, "Küche\nDöbeln\n".encode() + b"kaputt\xff\n")
    assert detect_encoding(path) == "utf-8"
    assert list(read_lines(path, "utf-8"))[2] == "kaputt\udcff"


def test_utf_16_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="CSV UTF-8"):
        detect_encoding(made(tmp_path, "a;b\n".encode("utf-16")))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood_also_across_chunks(tmp_path: Path, end: str) -> None:
    # 1 MiB is read at a time: the line ends around it fall on both sides of the border.
    lines = ["x" * 1021, "y" * 1022, "z" * 1023] * 700
    path = made(tmp_path, end.join(lines).encode())
    assert list(read_lines(path, "utf-8")) == lines


def test_an_endless_line_is_cut_and_the_next_line_still_comes(tmp_path: Path) -> None:
    path = made(tmp_path, b"x" * (5 * LONGEST_LINE) + b"\nnext\n")
    first, second = read_lines(path, "utf-8")
    assert LONGEST_LINE < len(first) < 3 * LONGEST_LINE
    assert second == "next"


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = made(tmp_path, b"x" * 3_000_000)
    heard: list[tuple[str, int, int]] = []
    list(
        read_lines(
            path,
            "utf-8",
            progress=lambda phase, *, done, total: heard.append((phase, done, total)),
        )
    )
    assert heard[-1] == ("read", 3_000_000, 3_000_000)
    assert heard == sorted(heard)


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="there is no such file"):
        check_file(tmp_path / "fehlt.csv", None)
    with pytest.raises(UnreadableFileError, match="there is no such file"):
        check_file(tmp_path, None)
    with pytest.raises(UnreadableFileError, match="larger than 1 MiB"):
        check_file(made(tmp_path, b"x" * ((1 << 20) + 1)), 1 << 20)
    assert check_file(made(tmp_path, b"x" * (1 << 20)), 1 << 20) == 1 << 20


def test_the_error_names_the_file_but_not_its_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"fehlt\.csv") as caught:
        check_file(tmp_path / "fehlt.csv", None)
    assert str(tmp_path) not in str(caught.value)
