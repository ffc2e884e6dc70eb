"""``hilfenetz keys``: give and take access to the API."""

from datetime import timedelta
from typing import Annotated

import typer

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import Role
from graph_model.store.walking import every
from service.cli import options as o
from service.cli.console import terminal
from service.clock import system_clock
from service.use_cases.keys import KeyRequest, add_key, revoke_key

app = typer.Typer(
    help="Zugangsschlüssel für die Schnittstelle.\n\nKeys for the API.", no_args_is_help=True
)


@app.command()
def add(
    role: Annotated[Role, typer.Argument(help="Rolle, die der Schlüssel gibt / role.")],
    name: Annotated[
        str,
        typer.Option("--label", metavar="TEXT", help="Wofür der Schlüssel ist / what it is for."),
    ],
    cooperative: o.Cooperative = None,
    actor: Annotated[
        str | None,
        typer.Option("--actor", metavar="ID", help="Wer damit handelt / who acts by it."),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3660, metavar="ZAHL", help="Tage gültig / days valid.")
    ] = None,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Legt einen Schlüssel an und zeigt ihn dieses eine Mal.

    Makes a key and shows it this once.
    """
    screen = terminal(store, language)
    now = system_clock()
    request = KeyRequest(
        role=role,
        label=name,
        cooperative_id=cooperative,
        actor_id=actor,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    with screen.store() as opened:
        made = add_key(opened, request, now=now)
    screen.say(
        f"Schlüssel {made.key.id} angelegt. Er wird nur jetzt gezeigt; bitte sicher aufbewahren:",
        f"Key {made.key.id} made. It is shown only now; please keep it safe:",
    )
    screen.out.file.write(made.secret + "\n")


@app.command(name="list")
def list_keys(store: o.Store = None, language: o.Language = None) -> None:
    """Zeigt alle Schlüssel, ohne ihr Geheimnis.

    Lists all keys, without their secrets.
    """
    screen = terminal(store, language)
    with screen.store() as opened:
        rows = [_row(item.record, screen.language) for item in every(opened, AccessKey)]
    german = ("Kennung", "Rolle", "Wofür", "Genossenschaft", "angelegt", "gilt bis", "widerrufen")
    english = ("id", "role", "for", "cooperative", "made", "valid until", "revoked")
    is_german = screen.language == "de"
    screen.table("Schlüssel" if is_german else "Keys", german if is_german else english, rows=rows)
    if not rows:
        screen.say("Noch kein Schlüssel angelegt.", "No key yet.")


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="Kennung des Schlüssels / id of the key.")],
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Lässt einen Schlüssel ab sofort nichts mehr öffnen.

    Lets a key open nothing from now on.
    """
    screen = terminal(store, language)
    with screen.store() as opened:
        revoke_key(opened, key, now=system_clock())
    screen.say(f"Schlüssel {key} gilt nicht mehr.", f"Key {key} is no longer valid.")


def _row(key: AccessKey, language: str) -> tuple[str | None, ...]:
    times = (key.created_at, key.expires_at, key.revoked_at)
    days = (None if time is None else time.date().isoformat() for time in times)
    return (key.id, label(key.role, language), key.label, key.cooperative_id, *days)
