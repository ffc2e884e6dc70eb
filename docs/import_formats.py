"""``docs/import-formats.md`` from the tables of the importers."""

from enum import StrEnum

from graph_model.domain.labels import LABELS
from importers.cells import LONGEST_CELL
from importers.columns import Column, Layout
from importers.sentences import ROW_SENTENCES
from importers.tables import TABLES
from importers.templates import TEMPLATES

HEAD = f"""\
# Dateiformate für den Import

Diese Seite entsteht aus dem Code (`make docs`). The English part follows below.

`hilfenetz import DATEI…` nimmt Dateien oder Ordner. `--dry-run` zeigt nur, was sich ändern würde.
Dieselbe Datei noch einmal ändert nichts. Eine fehlerhafte Zeile wird mit Datei, Zeile, Spalte, Code
und einem Satz gemeldet, und dann wird nichts geschrieben – außer mit `--skip-bad-rows`.

## CSV

- Kodierung UTF-8 (mit oder ohne BOM) oder Windows-1252; Trennzeichen `;`, `,` oder Tabulator.
- Was in einer Datei steht, sagt ihr Name (`contacts.csv`, `Kontakte 2025.csv`) oder ihre Kopfzeile.
- Überschriften gelten auf Deutsch oder Englisch, groß oder klein, in jeder Reihenfolge. Unbekannte
  Spalten werden ausgelassen und genannt.
- Codes gelten als Code (`home_visit`) oder in Worten (`Hausbesuch`).
- Tage: `31.12.2025` oder `2025-12-31`. Zeitpunkte: `31.12.2025 14:30` oder ISO 8601
  (`2025-12-31T14:30+01:00`, `…Z`). Ohne Zeitzone gilt die Uhrzeit in Deutschland, ohne Uhrzeit der
  Beginn des Tages. Die Stunde, die es im Oktober zweimal gibt, gilt als die erste (Sommerzeit), mit
  `MEZ` oder `MESZ` dahinter als die genannte; die im März fehlende Stunde ist ein Fehler.
- Zahlen mit Komma oder Punkt (`12,5`); in ganzen Zahlen trennt der Punkt Tausender (`1.200`).
- Mehrere Werte in einer Zelle stehen mit `|` getrennt (auch Komma, Semikolon oder Leerzeichen).
- Eine Zelle steht in einer Zeile und hat höchstens {LONGEST_CELL} Zeichen.
- Schlüssel mit führender Null bitte in der Tabellenkalkulation als **Text** führen. Ein Schlüssel,
  dem sie fehlt, wird erkannt und gemeldet.
- Zellen, die mit `=`, `+`, `-` oder `@` beginnen, schreibt der Export mit `'` davor; der Import
  nimmt es wieder weg.

**Keine persönlichen Angaben.** In Tabellen zu einzelnen Menschen (unten mit 🔒) wird eine Datei
abgelehnt, wenn eine Spalte nach Name, Geburtstag, Telefon, E-Mail, Straße oder freiem Text aussieht
oder eine unbekannte Spalte solche Werte enthält. Mieter:innen stehen nur als Pseudonym darin. Wer
auf Wunsch gelöscht wurde, wird nicht wieder eingelesen.

**Was zwischen den Zeilen gelten muss.** Jede Kennung, auf die eine Zeile verweist, steht in einer
der Dateien oder schon im Speicher. Eine verschickte Vermittlung zu einer Person braucht eine
Einwilligung, die Empfänger und Tag abdeckt. `Weitergabe von` und `voriger Versuch` bleiben in der
Hilfekette und bilden keinen Kreis. Eine beendete Kette hat keine offenen Vermittlungen. Wer auf
eine fehlerhafte Zeile verweist, wird mit ihr gemeldet. Bedarfe aus der mitgelieferten Liste
(`graph_model/data/needs.csv`) kommen von selbst dazu.

**Vermittlungen** gehen auf zwei Arten: von Hand mit einem Zeitpunkt je Schritt in `referrals.csv`
(`angefragt am`, `angenommen am`, …; erfasst gilt dann, als es geschah), oder genau, mit einer Zeile
je Schritt in `referral_steps.csv`. So schreibt sie der Export.

## GeoJSON (`.geojson`, `.json`)

Gebiete als `FeatureCollection` in WGS 84; die Eigenschaften heißen wie die Spalten von `areas.csv`,
die Grenze ist `Polygon` oder `MultiPolygon`. Berliner LOR-Schlüssel (2, 4, 6, 8 Ziffern) und
Gemeindeschlüssel (2, 5, 8 Ziffern) bestimmen Ebene und übergeordnetes Gebiet, wenn `parent_id`
fehlt; was beides sein könnte, gilt als Gemeindeschlüssel. Fehlt `latitude`, wird ein Punkt im
größten Teil bestimmt. Vertauschte Länge und Breite werden erkannt: Als vertauscht gilt auch, was
sonst weit außerhalb, vertauscht aber in Deutschland läge.

## XES-Ereignisprotokolle (`.xes`)

Eine Spur (`trace`) ist eine Hilfekette, ein Ereignis die Vermittlung an seinen `org:resource` (oder
`--actor-attribute`), `time:timestamp` der Zeitpunkt. Die erste kommt von `entry`, jede weitere vom
Empfänger davor (`Weitergabe von`). Steht derselbe Empfänger mehrmals nacheinander, ist jedes ein
eigener Schritt, und Absender bleibt, wer den ersten davon schickte. Ein Protokoll sagt nur, dass
jemand zu dieser Zeit daran gearbeitet hat: Die Vermittlung gilt als angefragt, angenommen und
laufend seit diesem Zeitpunkt, nie als abgeschlossen. Auslastung lässt sich daraus also nicht
ablesen, Wege und Häufigkeiten schon. Der Bedarf ist `benefits` (Sozialleistungen und Anträge) oder
der von `--need`.

Kennungen entstehen aus Namen (`Pete` wird `pete`), die der Kette aus Protokoll und Spur
(`running-example-3`). Namen, die sich nur in Groß- und Kleinschreibung oder Akzenten unterscheiden,
bekommen eine Prüfsumme dazu. Neue Beteiligte gelten als Sozialpartner; wer schon verzeichnet ist,
bleibt, wie er ist. Eine Spur mit einem fehlerhaften Ereignis bleibt ganz weg.

# File formats for the import

`hilfenetz import FILE…` takes files or folders; `--dry-run` only shows what would change. The same
file again changes nothing. A bad row is reported with file, row, column, code and a sentence, and
then nothing is written – except with `--skip-bad-rows`.

**CSV.** UTF-8 (with or without BOM) or Windows-1252; delimiter `;`, `,` or tab. The file's name
or its header tells what it holds. Headings in German or English, any case and order; unknown
columns are left out and named. Codes as code or in words. Days as `2025-12-31` or `31.12.2025`;
times in ISO 8601 or as `31.12.2025 14:30`. Without a zone, it is the clock in Germany; without a
time, the day's beginning. The hour that comes twice in October is the first one (summer time)
unless `MEZ`/`CET` or `MESZ`/`CEST` follows; the one skipped in March is an error. Numbers with
comma or point; in whole numbers the point separates thousands. Several values in a cell stand
with `|` between them. A cell is one line of at most {LONGEST_CELL} characters. Cells that begin
like a formula are written with a leading `'`, which the import takes away. **No personal data**:
in tables about single people (🔒) columns that look like a name, birthday, phone, e-mail, street
or free text are refused. Whoever was erased on request is not taken in again.

**GeoJSON.** Areas as a `FeatureCollection` in WGS 84, properties named like the columns of
`areas.csv`. LOR keys (2, 4, 6, 8 digits) and municipality keys (2, 5, 8) give level and parent
unless `parent_id` is there; what could be either counts as a municipality key.

**XES.** A trace is a chain, an event the referral to its `org:resource`, sent by the recipient
before it, the first by `entry`. Equal recipients in a row stay steps of their own, sent by whoever
sent the first. A log says only that somebody worked on it then: each referral is requested,
accepted and in progress as of that time, never completed. Its need is `benefits` unless `--need`
says otherwise.
"""


def import_formats_page() -> str:
    """The whole page: rules, every table with its columns, codes, and the codes of bad rows."""
    tables = "\n".join(_table(table) for table in (*TABLES, TEMPLATES))
    return f"{HEAD}\n# Tabellen / Tables\n\n{tables}\n{_codes()}\n{_problems()}"


def _table(table: Layout) -> str:
    lock = " 🔒" if table.is_personal else ""
    rows = "\n".join(_column(column) for column in table.columns)
    return (
        f"## `{table.file_name}`: {table.title_de} / {table.title_en}{lock}\n\n"
        f"Auch erkannt am Namen / also recognised by the name „{table.german}“.\n\n"
        "| Spalte / column | Deutsch | auch / also | Inhalt / content | Beispiel / example | |\n"
        f"|---|---|---|---|---|---|\n{rows}\n"
    )


def _column(column: Column) -> str:
    notes = " / ".join(note for note in (column.note_de, column.note_en) if note)
    needed = "**Pflicht / required**" if column.required else ""
    about = " – ".join(part for part in (needed, notes) if part)
    also = ", ".join(f"`{alias}`" for alias in column.aliases)
    kind = f"{column.type.german} / {column.type.english}"
    # Cells of a Markdown table take a bar only as an entity, even in code.
    example = column.type.example.replace("|", "\\|")
    return f"| `{column.name}` | `{column.german}` | {also} | {kind} | `{example}` | {about} |"


def _codes() -> str:
    lines = ["## Codes\n"]
    for codes in _used_vocabularies():
        words = ", ".join(
            f"`{code}` {german} / {english}" for code, (german, english) in LABELS[codes].items()
        )
        lines.append(f"- **{codes.__name__}**: {words}")
    return "\n".join(lines) + "\n"


def _used_vocabularies() -> list[type[StrEnum]]:
    described = " ".join(column.type.german for table in TABLES for column in table.columns)
    return [codes for codes in LABELS if f"`{codes.__name__}`" in described]


def _problems() -> str:
    rows = "\n".join(
        f"| `{code}` | {german} | {english} |"
        for code, (german, english) in sorted(ROW_SENTENCES.items())
    )
    return (
        "## Codes fehlerhafter Zeilen / codes of bad rows\n\n"
        "Dazu kommen die Fehler des Fachmodells, siehe [Fehler](errors.md).\n\n"
        "Besides these, the errors of the domain; see [errors](errors.md).\n\n"
        f"| Code | Deutsch | English |\n|---|---|---|\n{rows}\n"
    )
