"""Words of the pages, German and English."""

from functools import cache
from types import MappingProxyType

from service.web.casework_words import CASEWORK

_WORDS = {
    **CASEWORK,
    "skip": ("Zum Inhalt springen", "Skip to the content"),
    "signed_in_as": ("Sie sehen das Netz als", "You see the network as"),
    "look_as": ("Ansehen als:", "Look as:"),
    "sign_out": ("Abmelden", "Sign out"),
    "invented": (
        "Beispielnetz: Organisationen, Menschen und Zahlen sind erfunden.",
        "Demo network: organisations, people and figures are invented.",
    ),
    "choose_role": (
        "Als wer möchten Sie das Beispielnetz ansehen? Sie können später wechseln.",
        "As whom would you like to look at the demo network? You can change later.",
    ),
    "link_used": (
        (
            "Dieser Link ist schon benutzt oder abgelaufen. Bitte den Dienst neu starten; "
            "er zeigt dann einen neuen Link."
        ),
        (
            "This link was used before or has expired. Please start the service again; "
            "it will show a new link."
        ),
    ),
    "welcome": ("Willkommen im Hilfenetz", "Welcome to Hilfenetz"),
    "please_sign_in": ("Bitte anmelden", "Please sign in"),
    "sign_in_hint": (
        (
            "Öffnen Sie den Link, den „hilfenetz demo“ beim Start zeigt, "
            "oder bitten Sie die Systempflege um einen Schlüssel."
        ),
        (
            "Open the link that “hilfenetz demo” shows when it starts, "
            "or ask your administrator for a key."
        ),
    ),
    "coordination_title": ("Das Netz auf einen Blick", "The network at a glance"),
    "load_title": ("Wer ist überlastet?", "Who is overloaded?"),
    "gaps_title": ("Wo fehlt Hilfe?", "Where is help missing?"),
    "flows_title": ("Die stärksten Wege", "The strongest paths"),
    "map_title": ("Netzkarte", "Network map"),
    "map_coming": ("Die Karte wird gezeichnet …", "The map is being drawn …"),
    "map_full": ("Karte in voller Größe öffnen", "Open the map in full size"),
    "hidden": ("verborgen", "hidden"),
    "too_few": (
        "Zu wenige Menschen, um etwas zu zeigen, ohne dass jemand erkennbar wird.",
        "Too few people to show anything without giving somebody away.",
    ),
    "hidden_note": (
        (
            "Zahlen über weniger als {minimum} Menschen bleiben verborgen, und was sie verraten "
            "würde."
        ),
        "Figures on fewer than {minimum} people stay hidden, and what would give them away.",
    ),
    "nothing_found": ("Nichts gefunden.", "Nothing found."),
    "admin_hint": (
        "Die Systempflege arbeitet vorerst mit der Kommandozeile: hilfenetz --help.",
        "For now, administration works on the command line: hilfenetz --help.",
    ),
    "did_not_work": ("Das hat nicht geklappt", "That did not work"),
    "to_start": ("Zur Startseite", "To the start page"),
    "level": ("Stufe", "Level"),
    "level_red": ("■ rot", "■ red"),
    "level_amber": ("▲ gelb", "▲ amber"),
    "level_green": ("● grün", "● green"),
    "who": ("Wer", "Who"),
    "open_cases": ("offene Fälle", "open cases"),
    "places": ("Plätze", "places"),
    "why": ("Warum", "Why"),
    "need_short": ("Bedarf", "Need"),
    "area_short": ("Gebiet", "Area"),
    "unmet": ("ohne Hilfe", "not helped"),
    "meaning": ("Was das heißt", "What it means"),
    "from_who": ("Von", "From"),
    "to_whom": ("An", "To"),
    "referrals": ("Vermittlungen", "referrals"),
    "rejected": ("abgelehnt", "rejected"),
    "held_day": ("Jetzt bei {name}, seit 1 Arbeitstag", "Now with {name}, for 1 business day"),
    "held_days": (
        "Jetzt bei {name}, seit {days} Arbeitstagen",
        "Now with {name}, for {days} business days",
    ),
    "away": (
        (
            "Die Datenbank ist gerade nicht erreichbar. {age}. "
            "Aufzeichnen geht erst wieder, wenn sie da ist."
        ),
        ("The database cannot be reached right now. {age}. Recording works again when it is back."),
    ),
    "signed_out_here": ("In diesem Browser abgemeldet", "Signed out in this browser"),
    "signed_out_only_here": (
        (
            "Die Datenbank ist gerade nicht erreichbar. Dieser Browser hat die Anmeldung "
            "vergessen; überall sonst endet sie erst nach ihrer Frist."
        ),
        (
            "The database cannot be reached right now. This browser has forgotten the session; "
            "everywhere else it ends only when its time is over."
        ),
    ),
}


@cache
def words(language: str) -> MappingProxyType[str, str]:
    """All words in one language."""
    place = 1 if language == "en" else 0
    return MappingProxyType({name: texts[place] for name, texts in _WORDS.items()})
