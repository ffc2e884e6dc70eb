"""Every word of the map page in German and English; templates and scripts hold none of their own.

Placeholders in braces are filled by the template or the page's script.
"""

from typing import Final

from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind
from visual.scene import KINDS

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "skip_to_table": ("Zur Tabelle springen", "Skip to the table"),
    "map_heading": ("Netzkarte", "Network map"),
    "map_label": (
        (
            "Netzkarte. Mit N und P von einem Beteiligten zum nächsten, Enter zeigt Einzelheiten, "
            "Escape hebt die Auswahl auf, Pfeiltasten verschieben, Plus und Minus zoomen."
        ),
        (
            "Network map. N and P go from one participant to the next, Enter shows details, "
            "Escape clears the selection, arrow keys move the view, plus and minus zoom."
        ),
    ),
    "no_script": (
        "Die Karte braucht JavaScript. Die Tabellen darunter zeigen denselben Inhalt ohne.",
        "The map needs JavaScript. The tables below show the same content without it.",
    ),
    "keys_hint": (
        (
            "Tasten, wenn die Karte aktiv ist: N/P nächster/voriger · Enter Einzelheiten · "
            "Esc aufheben · Pfeile verschieben · +/− zoomen"
        ),
        (
            "Keys while the map is active: N/P next/previous · Enter details · "
            "Esc clear · arrows move · +/− zoom"
        ),
    ),
    "search": ("Suchen", "Search"),
    "search_hint": ("Name eingeben", "Type a name"),
    "search_none": ("Niemand heißt so.", "Nobody has that name."),
    "search_hidden": ("ausgefiltert", "filtered out"),
    "view": ("Ansicht", "View"),
    "filters": ("Legende und Filter", "Legend and filters"),
    "filters_hint": (
        (
            "Anklicken filtert. Mehrere Angaben in einer Gruppe gelten als „oder“, "
            "verschiedene Gruppen gelten zusammen."
        ),
        "Click to filter. Several values of one group mean “or”, different groups apply together.",
    ),
    "counted_people": ("Zahlen: Beteiligte", "Figures: participants"),
    "counted_referrals": ("Zahlen: Vermittlungen", "Figures: referrals"),
    "need": ("Bedarf", "Need"),
    "status_of": ("Stand der Vermittlung", "State of the referral"),
    "state_open": ("noch ohne Antwort oder zurückgezogen", "not answered yet or taken back"),
    "state_accepted": ("angenommen, nicht abgeschlossen", "accepted, not completed"),
    "state_rejected": ("abgelehnt", "refused"),
    "state_completed": ("abgeschlossen", "completed"),
    "measure_meaning": ("Was heißt das?", "What does this mean?"),
    "way": ("Kürzester Weg", "Shortest way"),
    "way_start": ("Weg zwischen zweien", "Way between two"),
    "way_from": ("von", "from"),
    "way_to": ("nach", "to"),
    "way_swap": ("Tauschen", "Swap"),
    "way_end": ("Weg ausblenden", "Hide the way"),
    "way_from_here": ("Weg von hier", "Way from here"),
    "way_to_here": ("Weg hierher", "Way to here"),
    "way_hint": (
        "Bitte zwei Beteiligte wählen: hier oder durch Anklicken auf der Karte.",
        "Please choose two participants: here or by a click on the map.",
    ),
    "way_same": ("Bitte zwei verschiedene Beteiligte wählen.", "Please choose two different ones."),
    "way_none": (
        "In dieser Auswahl führt kein Weg vom einen zum anderen.",
        "In this selection no way leads from one to the other.",
    ),
    "way_direct": (
        "Direkt, ohne Zwischenstation: {fewest} Vermittlungen.",
        "Directly, with nobody in between: referrals {fewest}.",
    ),
    "way_found": (
        "{steps} Schritte; auf dem schwächsten Stück Vermittlungen: {fewest}.",
        "{steps} steps; referrals on the weakest part: {fewest}.",
    ),
    "way_against": (
        (
            "In dieser Richtung wurde nie vermittelt. Gezeigt ist der Weg ohne Rücksicht auf die "
            "Richtung."
        ),
        "Nobody was ever referred in this direction. The way is shown regardless of direction.",
    ),
    "way_meaning": (
        (
            "Der Weg mit den wenigsten Schritten; von mehreren gleich kurzen der, auf dem am "
            "meisten vermittelt wurde."
        ),
        "The way with the fewest steps; of several such the one with the most referrals.",
    ),
    "save": ("Speichern", "Save"),
    "save_png": ("Bild (PNG)", "Picture (PNG)"),
    "save_svg": ("Zeichnung (SVG)", "Drawing (SVG)"),
    "save_csv": ("Tabelle (CSV)", "Table (CSV)"),
    "month": ("Monat", "Month"),
    "play": ("Abspielen", "Play"),
    "play_stop": ("Anhalten", "Stop"),
    "reset": ("Alles zurücksetzen", "Reset everything"),
    "load": ("Auslastung", "Load"),
    "load_red": ("überlastet", "overloaded"),
    "load_amber": ("wird eng", "getting tight"),
    "load_green": ("im Rahmen", "within limits"),
    "load_unknown": ("keine Angabe", "not known"),
    "kind": ("Art", "Kind"),
    "kinds_cooperative": ("Genossenschaften", "Housing cooperatives"),
    "kinds_kuemmerer": ("Soziale Kümmerer", "Soziale Kümmerer"),
    "kinds_companion": ("Begleiter:innen", "Everyday companions"),
    "kinds_partner": ("Sozialpartner", "Social partners"),
    "kinds_administration": ("Ämter, Verwaltung", "Public offices"),
    "area": ("Gebiet", "Area"),
    "cooperative": ("Genossenschaft", "Cooperative"),
    "group": ("Arbeiten viel zusammen", "Work much together"),
    "filtered_out": ("Ausgefilterte", "Filtered out"),
    "mode_fade": ("verblassen", "fade"),
    "mode_hide": ("verbergen", "hide"),
    "layout": ("Anordnung", "Layout"),
    "layout_network": ("als Netz", "as a network"),
    "layout_area": ("nach Gebiet", "by area"),
    "layout_kind": ("nach Art", "by kind"),
    "colour": ("Farbe", "Colour"),
    "size": ("Größe", "Size"),
    "size_measure": ("Kennzahl", "Measure"),
    "size_incoming": ("eingehende Vermittlungen", "referrals received"),
    "size_outgoing": ("ausgehende Vermittlungen", "referrals sent"),
    "minimum": ("Vermittlungen je Weg, mindestens:", "Referrals per flow, at least:"),
    "motion": ("Karte bewegt sich", "Let the map move"),
    "clusters": ("Zusammenfassen", "Clusters"),
    "clusters_auto": ("wenn es viele sind", "when there are many"),
    "clusters_none": ("nie", "never"),
    "clusters_open": ("alle öffnen", "open all"),
    "clusters_close": ("alle schließen", "close all"),
    "cluster_count": ("{count} Beteiligte", "{count} participants"),
    "cluster_open": ("Gruppe öffnen", "Open this cluster"),
    "cluster_none": ("ohne Angabe", "not stated"),
    "zoom_in": ("Vergrößern", "Zoom in"),
    "zoom_out": ("Verkleinern", "Zoom out"),
    "fit": ("Ganzes Netz", "Whole network"),
    "period": ("Zeitraum", "Time range"),
    "period_from": ("von", "from"),
    "period_to": ("bis", "to"),
    "period_back": ("einen Monat zurück", "one month back"),
    "period_on": ("einen Monat weiter", "one month on"),
    "period_all": ("gesamter Zeitraum", "whole time range"),
    "chain": ("Weg einer Hilfekette", "Path of a help chain"),
    "chain_none": ("keine ausgewählt", "none chosen"),
    "chain_steps": ("Schritte: {count}", "steps: {count}"),
    "chain_title": ("Hilfekette {id}", "Help chain {id}"),
    "overview": ("Auf einen Blick", "At a glance"),
    "overview_red": ("Wer ist überlastet?", "Who is overloaded?"),
    "overview_red_none": (
        "In dieser Auswahl ist niemand überlastet.",
        "Nobody in this selection is overloaded.",
    ),
    "overview_flows": ("Die stärksten Vermittlungswege", "The heaviest flows"),
    "overview_refused": ("Oft abgelehnt", "Often refused"),
    "refused_hint": (
        "mindestens {count} Ablehnungen und {share} % der Vermittlungen",
        "at least {count} refusals and {share} % of the referrals",
    ),
    "more": ("{count} weitere", "{count} more"),
    "show_more": ("Weitere {count} Zeilen zeigen", "Show {count} more rows"),
    "close": ("Schließen", "Close"),
    "incoming": ("Bekommt von", "Receives from"),
    "outgoing": ("Vermittelt an", "Refers to"),
    "nobody": ("niemandem in dieser Auswahl", "nobody in this selection"),
    "open_page": ("Seite öffnen", "Open page"),
    "focus": ("Nur das Umfeld zeigen", "Show only the surroundings"),
    "focus_on": ("Umfeld von {name}", "Surroundings of {name}"),
    "focus_end": ("Umfeld verlassen", "Leave the surroundings"),
    "depth": ("Schritte", "Steps"),
    "direction": ("Richtung", "Direction"),
    "direction_both": ("beide", "both"),
    "direction_in": ("eingehend", "incoming"),
    "direction_out": ("ausgehend", "outgoing"),
    "referrals": ("Vermittlungen", "Referrals"),
    "accepted": ("angenommen", "accepted"),
    "rejected": ("abgelehnt", "refused"),
    "completed": ("abgeschlossen", "completed"),
    "hidden": ("verborgen", "hidden"),
    "median_wait": ("Wartezeit in Tagen (Median)", "Median wait in days"),
    "median_wait_note": (
        "Median von der Anfrage bis zur Entscheidung, über den gesamten Zeitraum",
        "Median from request to decision, over the whole time range",
    ),
    "days": ("{count} Tage", "{count} days"),
    "days_one": ("1 Tag", "1 day"),
    "needs": ("Bedarfe", "Needs"),
    "people_heading": ("Beteiligte", "Participants"),
    "people_caption": (
        "Beteiligte der Karte; eingehend, ausgehend und abgelehnt zählen Vermittlungen",
        "Participants of the map; received, sent and refused count referrals",
    ),
    "flows_heading": ("Vermittlungswege", "Flows"),
    "flows_caption": (
        "Wer an wen vermittelt, die stärksten Wege zuerst",
        "Who refers to whom, the heaviest flows first",
    ),
    "flows_limit": (
        "Gezeigt sind die {shown} stärksten von {count} Vermittlungswegen.",
        "The {shown} heaviest of {count} flows are shown.",
    ),
    "column_name": ("Name", "Name"),
    "column_from": ("Von", "From"),
    "column_to": ("An", "To"),
    "column_in": ("Eingehend", "Received"),
    "column_out": ("Ausgehend", "Sent"),
    "column_refused": ("Davon abgelehnt", "Of these refused"),
    "sort_by": ("Sortieren nach: {column}", "Sort by: {column}"),
    "status": (
        "Sichtbar – Beteiligte: {nodes} von {all}, Vermittlungswege: {edges}",
        "Visible – participants: {nodes} of {all}, flows: {edges}",
    ),
    "status_clusters": ("zusammengefasst in {count} Gruppen", "summed up in {count} clusters"),
    "status_hidden": (
        "bei {count} weiteren Wegen ist die Zahl verborgen",
        "for {count} more flows the figure is hidden",
    ),
    "selected": ("Ausgewählt: {name}", "Selected: {name}"),
    "edge_flow": ("Vermittlungsweg, Breite nach Anzahl", "Flow, width by number"),
    "edge_refused": ("oft abgelehnt", "often refused"),
    "edge_incoming": ("kommt bei der Auswahl an", "arrives at the selection"),
    "edge_outgoing": ("geht von der Auswahl aus", "leaves the selection"),
    "edge_path": ("Weg der Hilfekette", "Path of the help chain"),
    "lines": ("Linien", "Lines"),
    "empty": (
        "Zu dieser Auswahl gibt es nichts zu zeigen. Bitte einen Filter lösen.",
        "Nothing matches this selection. Please release a filter.",
    ),
    "empty_scene": ("Im Netz ist noch niemand verzeichnet.", "Nobody is in the network yet."),
}


SCENE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "hidden_below": (
        "Zahlen über weniger als {minimum} Menschen sind verborgen",
        "figures on fewer than {minimum} people are hidden",
    ),
    "title": ("Hilfenetz", "Help network"),
    "received": ("eingegangene Vermittlungen", "referrals received"),
    "referrals_from_to": (
        "Vermittlungen vom {first} bis {last}",
        "Referrals from {first} to {last}",
    ),
    "referrals_since": ("Vermittlungen ab {first}", "Referrals since {first}"),
    "referrals_until": ("Vermittlungen bis {last}", "Referrals until {last}"),
    "referrals_all": ("alle Vermittlungen", "all referrals"),
    "in_area": ("Gebiet {name}", "area {name}"),
    "all_areas": ("alle Gebiete", "all areas"),
    "for_needs": ("Bedarfe: {names}", "needs: {names}"),
    "all_needs": ("alle Bedarfe", "all needs"),
    "of_cooperative": ("Genossenschaft {name}", "cooperative {name}"),
    "open_load": ("Laufende Fälle", "Cases under way"),
    "unanswered": ("Noch ohne Antwort", "Not answered yet"),
    "places": ("Plätze", "Places"),
    "utilisation": ("Auslastung", "Utilisation"),
    "requests_per_week": ("Anfragen je Woche", "Requests a week"),
    "arrivals_per_week": ("Zusagen je Woche", "Acceptances a week"),
    "completions_per_week": ("Beendet je Woche", "Ended a week"),
    "weeks_until_full": ("Wochen bis voll", "Weeks until full"),
    "wait_to_decision": (
        "Arbeitstage bis zur Antwort (Median)",
        "Business days to an answer (median)",
    ),
    "wait_to_start": ("Tage bis zum Beginn (Median)", "Days to the start (median)"),
    "refused_full": ("Abgelehnt, weil voll", "Refused for lack of room"),
    "still_waiting": ("mehr als die Hälfte wartet noch", "more than half still wait"),
    "of_all": ("{count} von {all}", "{count} of {all}"),
    "measure_partners": (
        "mit wie vielen zusammengearbeitet wird",
        "how many others they work with",
    ),
    "definition_partners": (
        "Zahl der verschiedenen Beteiligten, von denen Vermittlungen kommen oder an die sie gehen "
        "(Grad).",
        "Number of different participants from whom referrals come or to whom they go (degree).",
    ),
    "measure_between": (
        "wie viele Wege hier durchführen",
        "how many ways lead through here",
    ),
    "definition_between": (
        "Anteil aller Paare von Beteiligten, deren kürzester Weg zueinander hier durchführt "
        "(Betweenness, Freeman 1977).",
        "Share of all pairs of participants whose shortest way to each other leads through here "
        "(betweenness, Freeman 1977).",
    ),
    "measure_cut_off": (
        "wer ohne diese Stelle abgeschnitten wäre",
        "who would be cut off without them",
    ),
    "definition_cut_off": (
        "Zahl der Beteiligten, die ohne diese Stelle vom größten Teil des Netzes getrennt wären "
        "(Artikulationspunkt).",
        "Number of participants who would be separated from the largest part of the network "
        "without them (articulation point).",
    ),
    "measure_open_load": ("laufende Fälle", "cases under way"),
    "definition_open_load": (
        "Angenommene Vermittlungen, die noch laufen; 0, wo die Zahl nicht bekannt ist.",
        "Accepted referrals that are still under way; 0 where the figure is not known.",
    ),
    "known_on": ("Stand der Kenntnis: {day}", "as known on {day}"),
}

"""Texts, German and English, with which a scene says what it shows and what figures mean."""


def scene_text(key: str, language: str, **values: str) -> str:
    """One of the texts with which a scene says what it shows, its placeholders filled."""
    return SCENE_TEXTS[key][("de", "en").index(language)].format(**values)


def texts(language: str) -> dict[str, str]:
    """All texts of the page in ``de`` or ``en``, by key, sorted by key."""
    column = ("de", "en").index(language)
    found = {key: pair[column] for key, pair in _TEXTS.items()}
    for kind in KINDS:
        name = label(ActorKind(kind), language)
        found[f"kind_{kind}"] = name[:1].upper() + name[1:]
    return dict(sorted(found.items()))
