"""Options that several commands take."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Store = Annotated[
    str | None,
    typer.Option("--store", help="Speicher: Pfad oder sqlite:///PFAD (sonst HILFENETZ_STORE)."),
]
Language = Annotated[str | None, typer.Option("--language", help="Sprache: de oder en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Ergebnis als JSON für Programme.")]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Erster Tag.")]
End = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="Erster Tag, der nicht mehr zählt."),
]
AreaOf = Annotated[str | None, typer.Option("--area", help="Gebiet mit allem darunter.")]
Needs = Annotated[list[str] | None, typer.Option("--need", help="Bedarf, mehrfach möglich.")]
Cooperative = Annotated[str | None, typer.Option("--cooperative", help="Genossenschaft.")]
KnownOn = Annotated[
    datetime | None,
    typer.Option("--known-on", formats=["%Y-%m-%d"], help="Nur was bis zu diesem Tag erfasst war."),
]
Now = Annotated[
    datetime | None,
    typer.Option("--now", formats=["%Y-%m-%d"], help="Auswerten, als wäre dieser Tag heute."),
]
Output = Annotated[Path, typer.Option("--output", "-o", help="Datei, die geschrieben wird.")]
