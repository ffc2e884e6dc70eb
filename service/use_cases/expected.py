"""The expected help chains that a house has set, and what of them its directory does not know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_model.domain.templates import ChainTemplate
from graph_model.snapshot.directory import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedChains:
    """Expected chains in order of need; ``unknown`` are codes and ids that are not on record.

    Chains are held against them all the same: what is not known is simply never reached.
    """

    templates: tuple[ChainTemplate, ...]
    unknown: tuple[str, ...]


def expected_chains(templates: Sequence[ChainTemplate], directory: Directory) -> ExpectedChains:
    """The expected chains, with the needs and services they name that nobody has entered."""
    return ExpectedChains(
        templates=tuple(sorted(templates, key=lambda template: template.need_code)),
        unknown=tuple(sorted(set(_unknown(templates, directory)))),
    )


def _unknown(templates: Sequence[ChainTemplate], directory: Directory) -> Iterator[str]:
    for template in templates:
        yield from (code for code in template.need_codes if code not in directory.needs)
        for step in template.steps:
            if step.service_id is not None and step.service_id not in directory.services:
                yield step.service_id
