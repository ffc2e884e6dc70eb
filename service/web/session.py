"""Whose session a page belongs to, and whether a form was sent from a page of that session."""

import hashlib
import hmac
from collections.abc import Callable

from graph_model.errors import NotSignedInError
from service.access import Permission, Principal, demand
from service.api.caller import SESSION_COOKIE, Caller
from service.api.errors import ForeignFormError


def session_of(caller: Caller) -> str:
    """The secret of the session that came along, empty if none did."""
    return caller.request.cookies.get(SESSION_COOKIE, "")


def visitor(caller: Caller) -> Principal | None:
    """Who looks at a page, by the session cookie; ``None`` if nobody is signed in."""
    return signed_in(caller, caller.reader)


def signed_in(caller: Caller, sign_in: Callable[[str], Principal]) -> Principal | None:
    """Whom a way of signing in finds for the session cookie, if anybody."""
    secret = session_of(caller)
    try:
        return sign_in(secret) if secret else None
    except NotSignedInError:
        return None


def demand_signed_in(caller: Caller, sign_in: Callable[[str], Principal]) -> Principal:
    """Whom a way of signing in finds for the session cookie.

    Raises
    ------
    NotSignedInError
        If nobody is signed in.
    """
    principal = signed_in(caller, sign_in)
    if principal is None:
        raise NotSignedInError
    return principal


def demand_reader(caller: Caller, permission: Permission) -> Principal:
    """Who looks at a page, if they may do this.

    Raises
    ------
    NotSignedInError
        If nobody is signed in.
    ForbiddenError
        If the role does not grant the permission.
    """
    principal = demand_signed_in(caller, caller.reader)
    demand(principal, permission)
    return principal


def demand_own_form(caller: Caller) -> None:
    """Refuse forms of other pages, even those of another port of this machine.

    The session cookie does not travel from other sites; this closes what is left, and every
    current browser says where a form comes from.
    """
    if caller.request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignFormError


def form_token(caller: Caller) -> str:
    """What every form of this session carries; it says nothing of the session's secret."""
    return hmac.new(session_of(caller).encode(), b"form", hashlib.sha256).hexdigest()


def demand_token(caller: Caller, token: str) -> None:
    """Refuse a form that was not made for this session.

    Raises
    ------
    NotSignedInError
        If there is no session (any more).
    ForeignFormError
        If the form was made for another one.
    """
    if not session_of(caller):
        raise NotSignedInError
    if not hmac.compare_digest(token.encode(), form_token(caller).encode()):
        raise ForeignFormError
