"""What was planted into a demo network, said in the way in which analyses say what they find."""

from service.demo.truth import Fault, Planted

Finding = tuple[str, ...]

MOST_FALSE_ALARMS = 1
"""Findings that were not planted, in one network, over all analyses together."""

_OF_GAPS = {
    Fault.NO_PROVIDER,
    Fault.OUT_OF_AREA,
    Fault.SINGLE_PROVIDER,
    Fault.NO_KUEMMERER,
    Fault.SILENT,
}
_LEVELS = {Fault.FULL_PARTNER: "red", Fault.DROWNING_PARTNER: "amber"}
_OF_RELIEF = {Fault.RELIEF: ("relieved",), Fault.NO_RELIEF: ("red", "stuck")}


def planted_findings(planted: Planted) -> list[Finding]:
    """Code, then whom or what it concerns: cause, need and area; or code and actor, or chain."""
    if planted.fault in _OF_GAPS:
        return [(planted.fault, planted.need_code or "", area) for area in planted.area_ids]
    if planted.fault in _LEVELS:
        return [(_LEVELS[planted.fault], actor) for actor in planted.actor_ids]
    if planted.fault in _OF_RELIEF:
        return [(code, actor) for code in _OF_RELIEF[planted.fault] for actor in planted.actor_ids]
    if planted.fault is Fault.BROKER:
        return [("cut_point", planted.actor_ids[0])]
    code = "loop" if planted.fault is Fault.PING_PONG else "dead_end"
    return [(code, chain) for chain in planted.chain_ids]


def relief_code(*, moved: int, unsolved: int) -> str:
    """Whether all, nothing or a part of what somebody carries too much could go to others."""
    if moved == 0:
        return "stuck"
    return "partly" if unsolved else "relieved"
