"""What to say about bad rows that break no rule of the domain itself."""

from collections.abc import Mapping
from types import MappingProxyType

ROW_SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cell_count": (
            (
                "Die Zeile hat {found} Zellen, die Kopfzeile {expected}. Fehlt ein "
                "Trennzeichen, oder steht eines ohne Anführungszeichen in einem Text?"
            ),
            (
                "The row has {found} cells, the header {expected}. Is a delimiter missing, or "
                "does one stand unquoted within a text?"
            ),
        ),
        "quotes_open": (
            (
                "Ein Anführungszeichen ist nicht geschlossen, oder in einer Zelle steht ein "
                "Zeilenumbruch. Bitte in einer Zeile schreiben."
            ),
            (
                "A quotation mark is not closed, or a cell holds a line break. Please write it "
                "on one line."
            ),
        ),
        "bad_encoding": (
            (
                "Die Zeile enthält Zeichen, die nicht lesbar sind. Bitte die Datei als „CSV "
                "UTF-8“ speichern."
            ),
            ("The row holds characters that cannot be read. Please save the file as 'CSV UTF-8'."),
        ),
        "control_character": (
            "Die Zeile enthält unsichtbare Steuerzeichen. Bitte die Zellen neu eintippen.",
            "The row holds invisible control characters. Please type the cells again.",
        ),
        "too_long": (
            "Die Zeile oder eine Zelle ist zu lang (höchstens {longest} Zeichen je Zelle).",
            "The row or a cell is too long (at most {longest} characters a cell).",
        ),
        "cell_missing": (
            "In der Spalte „{column}“ fehlt die Angabe. Bitte ergänzen.",
            "The column '{column}' is empty. Please fill it in.",
        ),
        "key_damaged": (
            (
                "Der Gebietsschlüssel ist beschädigt: Ihm fehlt wohl die führende Null, wie "
                "wenn eine Tabellenkalkulation ihn als Zahl speichert. Bitte die Spalte als "
                "Text führen."
            ),
            (
                "The area key is damaged: its leading zero seems lost, as happens when a "
                "spreadsheet keeps it as a number. Please keep the column as text."
            ),
        ),
        "duplicate_id": (
            (
                "Die Kennung {record_id} steht schon weiter oben ({file}, Zeile {row}), dort "
                "mit anderem Inhalt. Bitte eine der beiden Zeilen löschen."
            ),
            (
                "The id {record_id} stands further up already ({file}, row {row}), with other "
                "content. Please delete one of the two rows."
            ),
        ),
        "depends_on_bad_row": (
            (
                "Die Zeile verweist auf {reference}; die Zeile dazu hat selbst Fehler. Bitte "
                "zuerst jene berichtigen."
            ),
            (
                "The row refers to {reference}, whose own row has errors. Please correct that "
                "one first."
            ),
        ),
        "steps_given_twice": (
            (
                "Zur Vermittlung {record_id} stehen Schritte hier und in der Schritte-Datei. "
                "Bitte nur an einer Stelle angeben."
            ),
            (
                "Referral {record_id} has steps here and in the file of steps. Please give them"
                " in one place only."
            ),
        ),
        "steps_missing": (
            "Zur Vermittlung {record_id} fehlt jeder Schritt, mindestens „angefragt am“.",
            "Referral {record_id} has no step at all; at least 'requested_at' is needed.",
        ),
        "steps_disordered": (
            "Die Schritte der Vermittlung {record_id} sind nicht lückenlos ab 0 nummeriert.",
            "The steps of referral {record_id} are not numbered from 0 without a gap.",
        ),
        "steps_without_referral": (
            (
                "Zu den Schritten der Vermittlung {record_id} fehlt die Zeile der Vermittlung "
                "selbst."
            ),
            "The steps of referral {record_id} have no row for the referral itself.",
        ),
        "consent_used": (
            (
                "Auf diese Einwilligung stützt sich die Vermittlung {referral_id}, und so deckt "
                "sie sie nicht mehr. Bitte widerrufen („widerrufen am“) statt ändern."
            ),
            (
                "Referral {referral_id} was sent under this consent, which would no longer cover "
                "it. Please withdraw it ('withdrawn_at') instead of changing it."
            ),
        ),
        "other_tenant": (
            (
                "Die Hilfekette {chain_id} gehört zu einer anderen Mieterin oder einem anderen "
                "Mieter."
            ),
            "Help chain {chain_id} belongs to another tenant.",
        ),
        "open_in_closed_chain": (
            (
                "Die Hilfekette {chain_id} ist beendet, diese Vermittlung aber noch offen. "
                "Bitte abschließen oder zurückziehen."
            ),
            (
                "Help chain {chain_id} has ended but this referral is still open. Please "
                "complete or cancel it."
            ),
        ),
        "chain_too_long": (
            ("Die Hilfekette {chain_id} hat mehr als {longest} Vermittlungen. Stimmt die Kennung?"),
            "Help chain {chain_id} has more than {longest} referrals. Is the id right?",
        ),
        "circle": (
            (
                "{record_id} liegt über andere in sich selbst. Bitte die übergeordneten "
                "Einträge prüfen."
            ),
            "{record_id} lies within itself by way of others. Please check the parents.",
        ),
        "geometry": (
            "Die Grenze stimmt nicht: {problem_de}.",
            "The boundary is wrong: {problem_en}.",
        ),
        "coordinates_swapped": (
            (
                "Länge und Breite sind vertauscht. GeoJSON verlangt zuerst die Länge (etwa "
                "13,5), dann die Breite (etwa 52,4)."
            ),
            (
                "Longitude and latitude are swapped. GeoJSON wants longitude (such as 13.5) "
                "first, then latitude (such as 52.4)."
            ),
        ),
        "attribute_missing": (
            "Dem Ereignis fehlt „{attribute}“.",
            "The event lacks '{attribute}'.",
        ),
        "not_an_object": (
            ("Hier wird ein Gebiet mit Eigenschaften und Grenze erwartet (GeoJSON „Feature“)."),
            "An area with properties and a boundary is expected here (GeoJSON 'Feature').",
        ),
        "erased_tenant": (
            (
                "{record_id} wurde auf Wunsch gelöscht und darf nicht wieder eingelesen werden."
                " Bitte aus der Datei entfernen."
            ),
            (
                "{record_id} was erased on request and must not be imported again. Please "
                "remove it from the file."
            ),
        ),
    }
)
"""Problems of rows that are no error of the domain: code to (German, English)."""
