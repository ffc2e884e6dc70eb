"""What whoever uses or runs the service can put right: files, rights, settings."""

from graph_model.errors.base import HilfenetzError


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
