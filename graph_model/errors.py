"""Every error of the project: one tree, stable codes, a sentence in German and in English.

::

    HilfenetzError
    ├── InvalidValueError            a value breaks a rule of its own
    │   └── UnknownCodeError         a code that the vocabulary does not hold
    ├── RuleError                    an action breaks a rule of the work
    │   ├── TransitionError          a referral cannot take that step from where it stands
    │   ├── WrongPartyError          the step belongs to the other side of the referral
    │   ├── MissingReasonError       the step needs a reason
    │   ├── MissingOutcomeError      the step needs an outcome
    │   ├── MissingConsentError      no consent covers that recipient on that day
    │   ├── ChainLinkError           parent or previous do not fit the chain, or form a circle
    │   ├── ChainClosedError         the chain has ended
    │   └── OpenReferralsError       the chain cannot end while referrals are open
    ├── UnknownRecordError           nothing (that you may see) has this id
    ├── ConflictError                what is stored stands against the write
    │   ├── RevisionConflictError    somebody changed the record in between
    │   ├── IdempotencyConflictError the key was used for another request
    │   ├── BrokenReferenceError     a record that is referred to is missing or still in use
    │   └── CopyTargetError          the target of a copy holds something else
    ├── StoreError                   the store cannot do it now
    │   ├── StoreUnavailableError    it does not answer
    │   ├── StoreRefusedError        it does not let us in
    │   ├── StoreFullError           no room left
    │   ├── StoreDamagedError        what it holds contradicts itself
    │   ├── StoreVersionError        it was made by a newer or unknown version
    │   └── CopyDiffersError         a copy does not hold what the original holds
    ├── ImportRefusedError           a file, or a whole import, cannot be taken in
    │   ├── UnreadableFileError      format, encoding or size
    │   ├── PersonalColumnError      a column looks like a tenant's personal data
    │   └── BadRowsError             rows with errors, nothing was written
    ├── AccessError                  who asks may not
    │   ├── NotSignedInError         no valid key or session
    │   └── ForbiddenError           this role may not do that
    └── SettingsError                the configuration is wrong

None of them knows HTTP; ``service/problems.py`` maps them to statuses.
"""

from typing import ClassVar


class HilfenetzError(Exception):
    """Root of all errors; ``details`` holds ids, codes and counts, never a person's data.

    Parameters
    ----------
    **details
        Values for the placeholders of the sentences, also kept in ``details``.
    """

    code: ClassVar[str] = "hilfenetz_error"
    german: ClassVar[str] = "Das hat nicht geklappt."
    english: ClassVar[str] = "That did not work."

    def __init__(self, **details: object) -> None:
        self.details: dict[str, object] = details
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The error for a person to read, in ``de`` or (anything else) English."""
        template = self.german if language == "de" else self.english
        return template.format(**self.details)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.details)


def _rebuild(kind: type[HilfenetzError], details: dict[str, object]) -> HilfenetzError:
    return kind(**details)


class InvalidValueError(HilfenetzError):
    """A value breaks a rule of its own; details: ``field``, ``rule_de``, ``rule_en``."""

    code = "invalid_value"
    german = "Das Feld „{field}“ stimmt nicht: {rule_de}."
    english = "The field '{field}' is not right: {rule_en}."


class UnknownCodeError(InvalidValueError):
    """A code that the vocabulary does not hold; details: ``field``, ``allowed``."""

    code = "unknown_code"
    german = "Das Feld „{field}“ kennt nur diese Werte: {allowed}."
    english = "The field '{field}' takes only these values: {allowed}."


class RuleError(HilfenetzError):
    """An action breaks a rule of the work."""

    code = "rule_broken"
    german = "Diese Handlung ist hier nicht möglich."
    english = "This action is not possible here."


class TransitionError(RuleError):
    """A referral cannot take that step.

    Details: ``referral_id``, ``status``, ``wanted``, ``possible``.
    """

    code = "transition_not_allowed"
    german = (
        "Die Vermittlung {referral_id} steht auf „{status}“ und kann nicht auf „{wanted}“ gehen. "
        "Möglich: {possible}."
    )
    english = (
        "Referral {referral_id} is '{status}' and cannot become '{wanted}'. Possible: {possible}."
    )


class WrongPartyError(RuleError):
    """The step belongs to the other side; details: ``referral_id``, ``wanted``, ``party``."""

    code = "wrong_party"
    german = "Den Schritt „{wanted}“ der Vermittlung {referral_id} entscheidet: {party}."
    english = "The step '{wanted}' of referral {referral_id} is decided by: {party}."


class MissingReasonError(RuleError):
    """The step needs a reason; details: ``referral_id``, ``wanted``."""

    code = "reason_missing"
    german = "Für „{wanted}“ fehlt bei der Vermittlung {referral_id} der Grund. Bitte angeben."
    english = "'{wanted}' needs a reason for referral {referral_id}. Please give one."


class MissingOutcomeError(RuleError):
    """The step needs an outcome; details: ``referral_id``, ``wanted``."""

    code = "outcome_missing"
    german = "Für „{wanted}“ fehlt bei der Vermittlung {referral_id} das Ergebnis. Bitte angeben."
    english = "'{wanted}' needs an outcome for referral {referral_id}. Please give one."


class MissingConsentError(RuleError):
    """No consent covers that recipient on that day.

    Details: ``tenant_id``, ``recipient_id``, ``day``.
    """

    code = "consent_missing"
    german = (
        "Für {recipient_id} liegt am {day} keine gültige Einwilligung vor. "
        "Bitte zuerst die Einwilligung einholen und erfassen."
    )
    english = (
        "No valid consent covers {recipient_id} on {day}. Obtain and record the consent first."
    )


class ChainLinkError(RuleError):
    """``parent`` or ``previous`` do not fit.

    Details: ``referral_id``, ``problem_de``, ``problem_en``.
    """

    code = "chain_link_wrong"
    german = "Die Vermittlung {referral_id} passt nicht in die Hilfekette: {problem_de}."
    english = "Referral {referral_id} does not fit its help chain: {problem_en}."


class ChainClosedError(RuleError):
    """The chain has ended; details: ``chain_id``."""

    code = "chain_closed"
    german = "Die Hilfekette {chain_id} ist beendet. Bitte eine neue Kette beginnen."
    english = "Help chain {chain_id} has ended. Please open a new one."


class OpenReferralsError(RuleError):
    """The chain cannot end while referrals are open; details: ``chain_id``, ``count``."""

    code = "referrals_open"
    german = (
        "Die Hilfekette {chain_id} hat noch {count} offene Vermittlung(en). "
        "Bitte diese zuerst abschließen oder zurückziehen."
    )
    english = (
        "Help chain {chain_id} still has {count} open referral(s). Complete or cancel them first."
    )


class UnknownRecordError(HilfenetzError):
    """Nothing that the asker may see has this id; details: ``kind``, ``record_id``."""

    code = "not_found"
    german = "Unter {record_id} ist nichts verzeichnet ({kind}). Bitte die Kennung prüfen."
    english = "Nothing is recorded under {record_id} ({kind}). Please check the id."


class ConflictError(HilfenetzError):
    """What is stored stands against the write."""

    code = "conflict"
    german = "Der gespeicherte Stand widerspricht dieser Änderung."
    english = "What is stored stands against this change."


class RevisionConflictError(ConflictError):
    """Somebody changed it in between; details: ``kind``, ``record_id``, ``expected``, ``found``."""

    code = "revision_conflict"
    german = (
        "{record_id} ({kind}) wurde inzwischen geändert (erwartet Stand {expected}, ist {found}). "
        "Bitte neu laden und noch einmal versuchen."
    )
    english = (
        "{record_id} ({kind}) was changed in between (expected revision {expected}, is {found}). "
        "Please load it again and retry."
    )


class IdempotencyConflictError(ConflictError):
    """The key was used for another request; details: ``key``."""

    code = "idempotency_conflict"
    german = "Der Idempotency-Key {key} gehört zu einer anderen Anfrage. Bitte einen neuen wählen."
    english = "Idempotency-Key {key} belongs to another request. Please choose a new one."


class BrokenReferenceError(ConflictError):
    """A record is missing or still in use; details: ``kind``, ``record_id``, ``reference``."""

    code = "reference_broken"
    german = (
        "{record_id} ({kind}) verweist auf etwas, das fehlt oder noch gebraucht wird: {reference}."
    )
    english = "{record_id} ({kind}) refers to something missing or still in use: {reference}."


class CopyTargetError(ConflictError):
    """The target of a copy holds something else."""

    code = "copy_target_taken"
    german = (
        "Das Ziel ist weder leer noch eine Kopie dieses Originals, die seither niemand geändert "
        "hat. Es wurde nichts überschrieben; bitte ein leeres Ziel wählen."
    )
    english = (
        "The target is neither empty nor a copy of this original that nobody has changed since. "
        "Nothing was overwritten; please choose an empty target."
    )


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


class ImportRefusedError(HilfenetzError):
    """A file, or a whole import, cannot be taken in; details: ``file``."""

    code = "import_refused"
    german = "Die Datei {file} kann nicht eingelesen werden."
    english = "The file {file} cannot be imported."


class UnreadableFileError(ImportRefusedError):
    """Format, encoding or size do not fit; details: ``file``, ``problem_de``, ``problem_en``."""

    code = "file_unreadable"
    german = "Die Datei {file} ist nicht lesbar: {problem_de}."
    english = "The file {file} cannot be read: {problem_en}."


class PersonalColumnError(ImportRefusedError):
    """A column looks like a tenant's personal data; details: ``file``, ``columns``."""

    code = "personal_column"
    german = (
        "Die Datei {file} enthält Spalten, die nach persönlichen Angaben aussehen: {columns}. "
        "Bitte diese Spalten entfernen; nichts wurde eingelesen."
    )
    english = (
        "The file {file} has columns that look like personal data: {columns}. "
        "Please remove them; nothing was imported."
    )


class BadRowsError(ImportRefusedError):
    """Rows with errors; details: ``count``."""

    code = "bad_rows"
    german = (
        "{count} Zeile(n) haben Fehler; es wurde nichts geschrieben. "
        "Bitte berichtigen oder mit --skip-bad-rows überspringen."
    )
    english = (
        "{count} row(s) have errors; nothing was written. "
        "Correct them or skip them with --skip-bad-rows."
    )


class AccessError(HilfenetzError):
    """Who asks may not."""

    code = "access_denied"
    german = "Dafür fehlt die Berechtigung."
    english = "You are not permitted to do that."


class NotSignedInError(AccessError):
    """No valid key or session came with the request."""

    code = "not_signed_in"
    german = "Bitte anmelden: Es fehlt ein gültiger Schlüssel."
    english = "Please sign in: a valid key is missing."


class ForbiddenError(AccessError):
    """This role may not do that; details: ``permission``."""

    code = "forbidden"
    german = "Ihre Rolle erlaubt das nicht ({permission})."
    english = "Your role does not permit that ({permission})."


class SettingsError(HilfenetzError):
    """The configuration is wrong; details: ``name``, ``problem_de``, ``problem_en``."""

    code = "settings_wrong"
    german = "Die Einstellung {name} stimmt nicht: {problem_de}."
    english = "The setting {name} is not right: {problem_en}."
