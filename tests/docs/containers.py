"""``Containerfile`` and ``compose.yaml`` as values, read by the rules of their formats."""

import json
import re
import shlex
from dataclasses import dataclass
from typing import Any

import yaml

from tests.docs.repository import text_of


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Containerfile: its name, its options and the rest of it."""

    name: str
    options: tuple[str, ...]
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest as words: of the JSON form its items, otherwise as a shell splits it."""
        if self.rest.startswith("["):
            found: list[str] = json.loads(self.rest)
            return found
        return shlex.split(self.rest)


def instructions() -> list[Instruction]:
    """The Containerfile, instruction by instruction.

    Raises
    ------
    ValueError
        If a line is no instruction.
    """
    lines = [line for line in text_of("Containerfile").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [_instruction(line) for line in joined.splitlines() if line.strip()]


def _instruction(line: str) -> Instruction:
    match = re.fullmatch(r"([A-Z]+) +((?:--\S+ +)*)(\S.*)", line)
    if match is None:
        raise ValueError(line)
    # The options of a health check's command are its own.
    return Instruction(match[1], tuple(match[2].split()), match[3])


def of_name(name: str) -> list[Instruction]:
    """All instructions of a name, in their order."""
    return [one for one in instructions() if one.name == name]


def image_environment() -> dict[str, str]:
    """What the image sets for every process in it."""
    (found,) = of_name("ENV")
    return dict(word.split("=", 1) for word in found.words)


def compose() -> dict[str, Any]:
    """``compose.yaml`` as YAML reads it."""
    found: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))
    return found


def server_settings() -> dict[str, str]:
    """Settings of the database in ``compose.yaml``, by their names in its configuration."""
    given = compose()["services"]["neo4j"]["environment"]
    return {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): value
        for name, value in given.items()
        if name != "NEO4J_AUTH_FILE"
    }
