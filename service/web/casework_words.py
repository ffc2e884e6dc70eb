"""Words of the pages for casework and of the directory, German and English."""

CASEWORK: dict[str, tuple[str, str]] = {
    "navigation": ("Seiten", "Pages"),
    "other_language": ("English", "Deutsch"),
    "start_nav": ("Überblick", "Overview"),
    "chains_nav": ("Meine Ketten", "My chains"),
    "please_choose": ("bitte wählen", "please choose"),
    "any": ("egal", "any"),
    "all": ("alle", "all"),
    # Counting days.
    "count_day": ("1 Tag", "1 day"),
    "count_days": ("{days} Tage", "{days} days"),
    "ago_day": ("vor 1 Tag", "1 day ago"),
    "ago_days": ("vor {days} Tagen", "{days} days ago"),
    "today": ("heute", "today"),
    "since_day": ("seit {day}", "since {day}"),
    # An wen vermitteln?
    "find_title": ("An wen vermitteln?", "Whom to refer to?"),
    "need": ("Wobei wird Hilfe gebraucht?", "What is help needed with?"),
    "area": ("In welchem Gebiet?", "In which area?"),
    "for_chain": ("Für welche Kette?", "For which chain?"),
    "no_chain_yet": ("noch keine – erst einmal suchen", "none yet – just looking"),
    "more_filters": (
        "Mehr Angaben: Sprache, Zugang, Alter, Pflegegrad",
        "More details: language, access, age, care level",
    ),
    "language": ("Welche Sprache?", "Which language?"),
    "access_needed": ("Was muss möglich sein?", "What must be possible?"),
    "age_band": ("Alter", "Age"),
    "care_level": ("Pflegegrad", "Care level (Pflegegrad)"),
    "no_care_level": ("keiner", "none"),
    "find": ("Partner suchen", "Find partners"),
    "result": ("Ergebnis", "Result"),
    "missing_need": ("Bitte einen Bedarf wählen.", "Please choose a need."),
    "missing_area": ("Bitte ein Gebiet wählen.", "Please choose an area."),
    "passes_on": ("{name} gibt weiter", "{name} passes the person on"),
    "new_try": ("Neuer Versuch nach einer Absage", "A new try after a refusal"),
    "free_places": ("Freie Plätze", "Free places"),
    "figure_of": ("Angabe {ago}", "as told {ago}"),
    "not_told": ("keine Angabe", "not told"),
    "usual_wait": ("Zusage meist nach", "Usually accepts after"),
    "lies": ("Wo", "Where"),
    "too_few": ("noch zu wenige Fälle", "too few cases yet"),
    "knows": ("Wer kennt sie", "Who knows them"),
    "knows_too": ("Außerdem kennen sie:", "They are also known by:"),
    "nobody_knows": ("noch niemand aus dem Umfeld", "nobody around you yet"),
    "why_here": ("Warum hier? {points} von 100 Punkten", "Why here? {points} of 100 points"),
    "part": ("Was zählt", "What counts"),
    "points": ("Punkte", "Points"),
    "of": ("von", "of"),
    "refer_here": ("Hierhin vermitteln", "Refer here"),
    "needs_consent": (
        "Hier fehlt nur noch die Einwilligung",
        "Only the consent is missing here",
    ),
    "excluded_title": (
        "Wer nicht in Frage kommt, und warum ({count})",
        "Who does not come into question, and why ({count})",
    ),
    "and_more": ("… und {count} weitere", "… and {count} more"),
    "what_to_relax": ("Was weiterhelfen kann", "What may help"),
    "record_unmet": (
        "Diese vergebliche Suche festhalten",
        "Record that this search found nobody",
    ),
    "record_unmet_why": (
        "So wird sichtbar, wo Hilfe fehlt. Festgehalten werden nur Bedarf, Gebiet und Gründe.",
        "This shows where help is missing. Only need, area and reasons are kept.",
    ),
    # Meine Ketten.
    "chains_title": ("Meine Ketten", "My chains"),
    "chains_hint": (
        "Offene Hilfeketten unserer Genossenschaft. Oben steht, was jemanden braucht.",
        "Open help chains of our cooperative. What needs somebody stands first.",
    ),
    "chain": ("Hilfekette", "Help chain"),
    "no_chains": ("Keine offenen Ketten.", "No open chains."),
    "more_chains": (
        "Es gibt noch mehr offene Ketten; eine Kennung führt zu ihnen.",
        "There are more open chains; an id leads to them.",
    ),
    "search_chains": ("Kennung der Kette oder Person", "Id of the chain or the person"),
    "only_mine": ("nur von mir begonnene", "only those that I began"),
    "show": ("Anzeigen", "Show"),
    "new_chain": ("Neue Kette beginnen", "Begin a new chain"),
    "chain_needs_you": ("1 braucht jetzt jemanden", "1 needs somebody now"),
    "chains_need_you": (
        "{count} brauchen jetzt jemanden",
        "{count} need somebody now",
    ),
    "no_need_yet": ("Noch nichts vermittelt", "Nothing referred yet"),
    "alarm_dead_end": ("geht nicht weiter", "stuck"),
    "alarm_overdue": ("Antwort überfällig", "answer overdue"),
    "alarm_round": ("läuft im Kreis", "goes round in circles"),
    "alarm_refusals": ("mehrmals abgelehnt", "refused repeatedly"),
    "began": ("begonnen am {day}", "began on {day}"),
    # Eine Kette.
    "person": ("Person", "Person"),
    "the_person": ("die Person", "the person"),
    "erased": ("gelöscht", "erased"),
    "closed_with": ("Beendet: {outcome}", "Ended: {outcome}"),
    "now_title": ("Jetzt", "Now"),
    "next_title": ("Was läuft, und was als Nächstes kommt", "What is under way, and what is next"),
    "nothing_open": ("Zurzeit läuft keine Vermittlung.", "No referral is under way."),
    "way_title": ("Der Weg", "The way"),
    "no_hops": ("Noch keine Vermittlung.", "No referral yet."),
    "history_title": ("Verlauf", "History"),
    "for_need": ("für", "for"),
    "to": ("an", "to"),
    "search_help": ("Hilfe suchen", "Look for help"),
    "onward": ("Weitervermitteln", "Pass on to somebody else"),
    "somebody_else": ("Jemand anderen suchen", "Look for somebody else"),
    "answer_due": (
        "Angefragt am {day}, Antwort erwartet bis {due}",
        "Asked on {day}, answer expected by {due}",
    ),
    "answer_overdue": (
        "Überfällig: angefragt am {day}, Antwort war bis {due} erwartet",
        "Overdue: asked on {day}, answer was expected by {due}",
    ),
    "leg_first": ("Vermittelt", "Referred"),
    "leg_onward": ("Weitervermittelt", "Passed on"),
    "leg_again": ("Neuer Versuch", "New try"),
    "leg_asked": ("angefragt am {day}", "asked on {day}"),
    "leg_accepted": ("angenommen am {day}", "accepted on {day}"),
    "leg_started": ("Hilfe seit {day}", "help since {day}"),
    "other_steps": ("Anderes …", "Something else …"),
    "step_requested": ("Jetzt anfragen", "Ask now"),
    "step_accepted": ("Zusage eintragen", "They accept"),
    "step_rejected": ("Absage eintragen", "They refuse"),
    "step_in_progress": ("Hilfe hat begonnen", "Help has begun"),
    "step_resumed": ("Hilfe geht weiter", "Help goes on"),
    "step_on_hold": ("Hilfe ruht", "Help is on hold"),
    "step_completed": ("Hilfe abgeschlossen", "Help is completed"),
    "step_failed": ("Hilfe gescheitert", "Help has failed"),
    "step_cancelled": ("Zurückziehen", "Cancel"),
    "step_entered_in_error": ("War ein Irrtum", "Entered in error"),
    "reason": ("Warum?", "Why?"),
    "outcome": ("Wie ist es ausgegangen?", "How did it end?"),
    "who_decided": ("Wer hat das entschieden?", "Who decided this?"),
    "when": ("Wann? (leer: jetzt)", "When? (empty: now)"),
    "enter": ("Eintragen", "Record"),
    "no_way_back": (
        "Das lässt sich nicht zurücknehmen; ein neuer Versuch ist eine neue Vermittlung.",
        "This cannot be taken back; another try is a new referral.",
    ),
    "contact_title": ("Kontakt eintragen", "Record a contact"),
    "who_met": ("Wer von uns?", "Who of us?"),
    "with_whom": ("Mit wem?", "With whom?"),
    "channel": ("Wie?", "How?"),
    "initiator": ("Von wem ging es aus?", "Who set it off?"),
    "end_title": ("Kette beenden", "End the chain"),
    "end_not_yet": (
        "Die Kette lässt sich beenden, sobald keine Vermittlung mehr läuft.",
        "The chain can be ended once no referral is under way.",
    ),
    "chain_is_over": (
        "Diese Kette ist beendet. Braucht die Person wieder Hilfe, beginnt eine neue.",
        "This chain has ended. Should the person need help again, a new one begins.",
    ),
    "event_opened": (
        "Kette begonnen: {trigger} (ausgegangen von: {initiator})",
        "Chain began: {trigger} (set off by: {initiator})",
    ),
    "event_closed": ("Kette beendet: {outcome}", "Chain ended: {outcome}"),
    "event_contact": (
        "{channel}: {sender} und {recipient}",
        "{channel}: {sender} and {recipient}",
    ),
    "set_off_by": ("ausgegangen von: {who}", "set off by: {who}"),
    "entered_by": ("eingetragen von {who}", "entered by {who}"),
    "event_draft": (
        "{sender} merkt {recipient} vor ({need})",
        "{sender} notes {recipient} as a draft ({need})",
    ),
    "event_requested": (
        "{sender} fragt {recipient} an ({need})",
        "{sender} asks {recipient} ({need})",
    ),
    "event_accepted": ("{recipient} sagt zu ({need})", "{recipient} accepts ({need})"),
    "event_rejected": ("{recipient} sagt ab ({need})", "{recipient} refuses ({need})"),
    "event_in_progress": (
        "{recipient}: Hilfe läuft ({need})",
        "{recipient}: help under way ({need})",
    ),
    "event_on_hold": ("{recipient}: Hilfe ruht ({need})", "{recipient}: help on hold ({need})"),
    "event_completed": (
        "{recipient}: Hilfe abgeschlossen ({need})",
        "{recipient}: help completed ({need})",
    ),
    "event_failed": (
        "{recipient}: Hilfe gescheitert ({need})",
        "{recipient}: help failed ({need})",
    ),
    "event_cancelled": (
        "{who} zieht zurück: {sender} an {recipient} ({need})",
        "{who} cancels: {sender} to {recipient} ({need})",
    ),
    "event_entered_in_error": (
        "Irrtümlich erfasst: {sender} an {recipient} ({need})",
        "Entered in error: {sender} to {recipient} ({need})",
    ),
    # Eine Vermittlung.
    "for_whom": ("Für wen?", "For whom?"),
    "for_whom_hint": (
        "Zu {name} wird innerhalb einer Hilfekette vermittelt.",
        "Referring to {name} happens within a help chain.",
    ),
    "open_chains": ("In einer offenen Kette", "In an open chain"),
    "referral_title": ("Vermitteln", "Refer"),
    "recipient": ("An", "To"),
    "sender": ("Von", "From"),
    "who_asks": ("Wer fragt an?", "Who asks?"),
    "urgency": ("Wie dringend?", "How urgent?"),
    "manner": ("Ist schon angefragt?", "Have they been asked?"),
    "manner_now": ("ja, angefragt", "yes, asked"),
    "manner_draft": ("nein, nur vormerken", "no, only note it"),
    "manner_anonymous": (
        "anonym angefragt, ohne Bezug zur Person",
        "asked anonymously, without the person",
    ),
    "consent_given": (
        "Die Person ist einverstanden, dass {name} von ihr erfährt.",
        "The person agrees that {name} learns of them.",
    ),
    "consent_there": (
        "Die Einwilligung für {name} liegt vor.",
        "The consent for {name} is there.",
    ),
    "consent_withdrawn": (
        (
            "Die Person hat die Einwilligung für diese Stelle zurückgezogen. "
            "Bitte klären, ob die Vermittlung weiterlaufen soll."
        ),
        (
            "The person has taken back the consent for this partner. "
            "Please find out whether the referral shall go on."
        ),
    ),
    "refer": ("Vermittlung eintragen", "Record the referral"),
    "compare_again": ("Doch noch vergleichen", "Compare again"),
    # Eine neue Kette.
    "new_chain_hint": (
        "Hier stehen nie Namen. Die Person bekommt eine Kennung; wer es ist, weiß nur Ihre Akte.",
        "No names here. The person gets an id; only your own file says who it is.",
    ),
    "who_is_it": ("Um wen geht es?", "Who is it about?"),
    "tenant_id": (
        "Kennung aus Ihrer Akte, wenn es schon eine gibt",
        "Id from your file, if there is one already",
    ),
    "if_new": (
        "Ohne Kennung wird die Person neu aufgenommen. Was Sie wissen, hilft bei der Suche:",
        "Without an id the person is taken in anew. What you know helps the search:",
    ),
    "lives_where": ("Wohnt wo?", "Lives where?"),
    "mobility": ("Wie beweglich?", "How mobile?"),
    "speaks": ("Spricht", "Speaks"),
    "unknown": ("nicht bekannt", "not known"),
    "trigger": ("Was ist der Anlass?", "What set it off?"),
    "begin_chain": ("Kette beginnen", "Begin the chain"),
    "then_refer": ("Danach: vermitteln an {name}.", "After that: refer to {name}."),
    # Verzeichnis.
    "directory_title": ("Verzeichnis", "Directory"),
    "search_text": ("Name von Partner oder Angebot", "Name of partner or service"),
    "search": ("Suchen", "Search"),
    "need_filter": ("Bedarf", "Need"),
    "area_filter": ("Gebiet", "Area"),
    "found_entries": (
        "{count} Partner mit {services} Angeboten",
        "{count} partners with {services} services",
    ),
    "no_services": ("Keine Angebote verzeichnet.", "No services listed."),
    "languages": ("Sprachen", "Languages"),
    "access": ("Zugang", "Access"),
    "cost": ("Kosten", "Cost"),
    "free_places_short": ("Freie Plätze", "Free places"),
    "usual_wait_short": ("Wartezeit nach eigener Angabe", "Waiting time by their own word"),
    "verified": ("Zuletzt geprüft", "Last verified"),
    "never": ("noch nie", "never"),
    "hours_a_month": ("Stunden im Monat", "hours a month"),
    "earlier_part": ("Zurückblättern", "Previous page"),
    "next_part": ("Weiterblättern", "Next page"),
    # Was eingetragen ist, und was nicht ging.
    "done_chain": (
        "Die Kette ist begonnen. Bitte die Kennung der Person in Ihrer Akte notieren.",
        "The chain has begun. Please note the id of the person in your file.",
    ),
    "done_contact": ("Der Kontakt ist eingetragen.", "The contact is recorded."),
    "done_referral": ("Die Vermittlung ist eingetragen.", "The referral is recorded."),
    "done_draft": ("Der Entwurf ist vorgemerkt.", "The draft is noted."),
    "done_step": ("Der Schritt ist eingetragen.", "The step is recorded."),
    "done_end": ("Die Kette ist beendet.", "The chain has ended."),
    "done_search": ("Die vergebliche Suche ist festgehalten.", "The search is recorded."),
    "look_again": (
        "Noch nicht eingetragen. Bitte die markierten Felder ansehen.",
        "Not recorded yet. Please look at the marked fields.",
    ),
    "field_missing": ("Bitte ausfüllen.", "Please fill this in."),
    "field_wrong": (
        "Diese Angabe geht so nicht. Bitte noch einmal wählen.",
        "This does not work. Please choose again.",
    ),
    "lies_ahead": ("das liegt in der Zukunft", "this lies in the future"),
    "reason_missing": ("Bitte sagen, warum.", "Please say why."),
    "outcome_missing": ("Bitte sagen, wie es ausgegangen ist.", "Please say how it ended."),
    "consent_missing": (
        (
            "Ohne Einwilligung darf nicht angefragt werden. Liegt sie vor, hier bestätigen; "
            "sonst vormerken oder anonym anfragen."
        ),
        (
            "Without a consent nobody may be asked. If it is given, confirm it here; "
            "otherwise note a draft or ask anonymously."
        ),
    ),
    "unknown_id": (
        "Diese Kennung gibt es bei uns nicht. Bitte prüfen.",
        "There is no such id here. Please check.",
    ),
    "changed_meanwhile": (
        (
            "Nicht eingetragen: Inzwischen hat jemand anderes etwas geändert. "
            "Hier steht der neue Stand; bitte noch einmal ansehen."
        ),
        (
            "Not recorded: somebody else has changed something meanwhile. "
            "This is how it stands now; please look again."
        ),
    ),
    "recorded_already": (
        (
            "Diese Eingabe ist schon einmal angekommen und eingetragen. Bitte den Verlauf ansehen, "
            "ehe Sie sie noch einmal abschicken."
        ),
        (
            "This form has arrived and was recorded before. Please look at the history "
            "before you send it again."
        ),
    ),
    "step_gone": (
        "Nicht eingetragen: Dieser Schritt ist so nicht mehr möglich. Bitte den Stand ansehen.",
        "Not recorded: this step is no longer possible. Please look at how it stands.",
    ),
    "gone_meanwhile": (
        "Nicht eingetragen: Etwas davon ist nicht (mehr) verzeichnet. Bitte neu auswählen.",
        "Not recorded: something of it is not listed (any more). Please choose again.",
    ),
    "not_recorded_now": (
        (
            "Noch nicht eingetragen: Die Datenbank ist gerade nicht erreichbar. Ihre Angaben "
            "stehen noch hier; bitte gleich noch einmal abschicken. "
            "Doppelt eingetragen wird dabei nichts."
        ),
        (
            "Not recorded yet: the database cannot be reached right now. What you typed is still "
            "here; please send it again shortly. Nothing is recorded twice."
        ),
    ),
}
