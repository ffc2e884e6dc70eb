"""Who did something, as people know them: by their name, or by what their key is for."""

from collections.abc import Collection

from graph_model.domain.access_keys import AccessKey
from graph_model.snapshot.directory import Directory
from graph_model.store.port import GraphStore
from service.use_cases.importing import BY_COMMAND
from service.words import words


def named(
    store: GraphStore, signatures: Collection[str], *, directory: Directory, language: str
) -> dict[str, str]:
    """What people call those who signed; the signature itself where nobody is known by it."""
    unknown = [one for one in set(signatures) if one not in directory.actors]
    keys = store.get_many(AccessKey, unknown)
    found = {one: directory.actor_name(one) for one in signatures}
    found.update((key_id, held.record.label) for key_id, held in keys.items())
    if BY_COMMAND in found:
        found[BY_COMMAND] = words(language)["import_by_shell"]
    return found
