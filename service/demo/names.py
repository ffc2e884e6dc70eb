"""Invented names: organisations say so in brackets, people have surnames that nobody has."""

from random import Random

INVENTED = "(erfunden)"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    """
    Amira Anja Aylin Bartosz Birgit Chidi Dana Danuta Deniz Dorothea Elif Emeka Falk Fatima Frank
    Gerda Grit Hanna Hatice Heiko Ines Ivana Jakub Jana Jarmila Jonas Kadir Katrin Khanh Lena Linh
    Ludmila Malik Marek Mareike Mehmet Mila Minh Nadja Nasrin Noah Oksana Olaf Paula Petra Quyen
    Rania Ronny Ruth Samuel Sanja Selim Silke Sorin Steffen Tamar Thea Thi Torsten Uta Vahid Wanda
    Wiebke Xenia Yusuf Zofia
    """
)
_LAST_FRONT = ("Beispiel", "Muster", "Probe", "Fabel", "Märchen", "Fantasie", "Traum", "Niemands")
_LAST_BACK = ("berg", "feld", "hain", "mann", "moser", "rode", "stein", "thal", "wald", "wieser")

_COOPERATIVES = (
    "Morgenstern",
    "Silberdistel",
    "Heckenrose",
    "Abendrot",
    "Lindenblatt",
    "Neuer Anfang",
    "Drei Brücken",
    "Sonnenhang",
    "Weitblick",
    "Gute Nachbarn",
)
_PLACES_FRONT = _words(
    """
    Ahorn Amsel Birken Brunnen Distel Eichen Erlen Falken Garten Hasel Holunder Kastanien Kiefern
    Kirsch Lerchen Linden Löwenzahn Meisen Mohn Mühlen Nelken Pappel Quitten Reiher Rotkehlchen
    Schlehen Schwalben Tannen Ulmen Veilchen Wacholder Weiden Wiesen Zaunkönig
    """
)
_PLACES_BACK = ("hof", "haus", "weg", "treff", "garten", "eck", "stube", "ring", "höhe", "platz")


def cooperative_name(number: int) -> str:
    """Name of the cooperative with a number, counted from 0."""
    turn, place = divmod(number, len(_COOPERATIVES))
    return f"WG {_COOPERATIVES[place]}{f' {turn + 1}' if turn else ''} eG {INVENTED}"


def partner_name(title: str, number: int) -> str:
    """Name of the partner with a number: a front word comes round, then takes another end."""
    turn, place = divmod(number, len(_PLACES_FRONT))
    house = f"{_PLACES_FRONT[place]}{_PLACES_BACK[(turn + place) % len(_PLACES_BACK)]}"
    lap = turn // len(_PLACES_BACK)
    return f"{title} {house}{f' {lap + 1}' if lap else ''} {INVENTED}"


def office_name(title: str, town: str, *, number: int) -> str:
    """Name of a town's office; the second of one kind in a town gets a number."""
    return f"{title} {town}{f' {number + 1}' if number else ''} {INVENTED}"


def person_name(rng: Random) -> str:
    """A first name as met in Saxony today with a surname that only a story has."""
    first = _FIRST[int(rng.random() * len(_FIRST))]
    front = _LAST_FRONT[int(rng.random() * len(_LAST_FRONT))]
    back = _LAST_BACK[int(rng.random() * len(_LAST_BACK))]
    return f"{first} {front}{back}"
