"""What a store cannot do now, and why."""

from graph_model.errors.base import HilfenetzError


class StoreError(HilfenetzError):
    """The store cannot do it now; details: ``problem``."""

    code = "store_error"
    german = "Der Speicher meldet einen Fehler ({problem}). Es wurde nichts verändert."
    english = "The store reports an error ({problem}). Nothing was changed."


class StoreUnavailableError(StoreError):
    """The store does not answer; details: ``problem``."""

    code = "store_unavailable"
    german = "Der Speicher antwortet gerade nicht ({problem}). Bitte gleich noch einmal versuchen."
    english = "The store does not answer right now ({problem}). Please try again shortly."


class StoreStoppedError(StoreUnavailableError):
    """The store has stopped after a grave fault; details: ``problem``."""

    code = "store_stopped"
    german = (
        "Die Datenbank hat nach einem schweren Fehler angehalten ({problem}). "
        "Bitte freien Platz und ihr Protokoll prüfen, dann den Datenbank-Server neu starten."
    )
    english = (
        "The database has stopped after a grave error ({problem}). "
        "Please check free space and its log, then restart the database server."
    )


class StoreRefusedError(StoreError):
    """The store does not let us in, or not do that; details: ``problem``."""

    code = "store_refused"
    german = (
        "Der Speicher lässt uns nicht hinein ({problem}). "
        "Bitte Benutzer, Passwort, Datenbank und Rechte prüfen."
    )
    english = (
        "The store does not let us in ({problem}). "
        "Please check user, password, database and rights."
    )


class PasswordExpiredError(StoreRefusedError):
    """The user of the database needs a new password first; details: ``problem``."""

    code = "store_password_expired"
    german = (
        "Das Passwort des Datenbank-Benutzers gilt nicht mehr oder ist noch das erste ({problem}). "
        "Bitte an der Datenbank ein neues setzen und hier eintragen."
    )
    english = (
        "The password of the database user has expired or is still the first one ({problem}). "
        "Please set a new one at the database and enter it here."
    )


class StoreReadOnlyError(StoreRefusedError):
    """The store can be read but not written to; details: ``problem``."""

    code = "store_read_only"
    german = (
        "In den Speicher darf nicht geschrieben werden ({problem}). "
        "Bitte dem Datenbank-Benutzer Schreibrechte geben oder die Datenbank zum Schreiben öffnen."
    )
    english = (
        "The store must not be written to ({problem}). "
        "Please give the database user the right to write, or open the database for writing."
    )


class StoreFullError(StoreError):
    """No room left; details: ``problem``."""

    code = "store_full"
    german = "Der Speicherplatz ist voll ({problem}). Nichts wurde verändert; bitte Platz schaffen."
    english = "No storage space is left ({problem}). Nothing was changed; please make room."


class StoreDamagedError(StoreError):
    """What the store holds contradicts itself; details: ``problem``."""

    code = "store_damaged"
    german = "Der Speicher ist beschädigt ({problem}). Bitte die letzte Sicherung einspielen."
    english = "The store is damaged ({problem}). Please restore the last backup."


class StoreVersionError(StoreError):
    """A newer or unknown version made the store; details: ``found``, ``known``."""

    code = "store_version"
    german = (
        "Der Speicher hat die Fassung {found}, dieses Programm kennt höchstens {known}. "
        "Bitte das Programm aktualisieren."
    )
    english = (
        "The store has version {found}, this program knows at most {known}. "
        "Please update the program."
    )


class CopyDiffersError(StoreError):
    """A copy does not hold what the original holds; details: ``count``, ``first``."""

    code = "copy_differs"
    german = (
        "Kopie und Original unterscheiden sich in {count} Einträgen, zuerst bei {first}. "
        "Wurde inzwischen geschrieben, bitte noch einmal kopieren; sonst ein leeres Ziel wählen."
    )
    english = (
        "Copy and original differ in {count} records, first in {first}. "
        "If somebody wrote meanwhile, copy again; otherwise choose an empty target."
    )
