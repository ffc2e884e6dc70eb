"""What the rules of the work, or what is recorded already, do not allow."""

from graph_model.errors.base import HilfenetzError


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


class ImportChangedError(ConflictError):
    """An import would not do any more what its dry run showed; details: ``import_id``."""

    code = "import_changed"
    german = (
        "Seit dem Probelauf hat sich der Bestand geändert; {import_id} würde jetzt etwas anderes "
        "tun als gezeigt. Es wurde nichts geschrieben; bitte den neuen Probelauf ansehen."
    )
    english = (
        "The data has changed since the dry run; {import_id} would now do something else than was "
        "shown. Nothing was written; please look at the new dry run."
    )


class UndoRefusedError(ConflictError):
    """An import cannot be taken back; details: ``import_id``, ``problem_de``, ``problem_en``."""

    code = "undo_refused"
    german = "Die Übernahme {import_id} lässt sich nicht zurücknehmen: {problem_de}."
    english = "Import {import_id} cannot be taken back: {problem_en}."
