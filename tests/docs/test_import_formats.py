"""The page on import formats is what the importers read."""

import re

from docs.import_formats import import_formats_page
from importers.sentences import ROW_SENTENCES
from importers.tables import TABLES
from tests.docs.repository import text_of

PAGE = "docs/import-formats.md"


def test_the_page_is_what_the_code_says() -> None:
    assert text_of(PAGE) == import_formats_page(), "run `make docs`"


def test_every_table_and_each_of_its_headings_is_there() -> None:
    sections = re.split(r"^## ", text_of(PAGE), flags=re.MULTILINE)
    for table in TABLES:
        (section,) = [part for part in sections if part.startswith(f"`{table.file_name}`")]
        for column in table.columns:
            assert all(f"`{heading}`" in section for heading in column.headings)


def test_every_code_of_a_bad_row_is_explained_once() -> None:
    codes = re.findall(r"^\| `([a-z_]+)` \| [^|]+ \| [^|]+ \|$", text_of(PAGE), re.MULTILINE)
    assert sorted(codes) == sorted(ROW_SENTENCES)
