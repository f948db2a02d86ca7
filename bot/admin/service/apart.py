"""Keeps who reads weak signals first apart from who manages their authors, however it is set up."""

from __future__ import annotations

from bot.errors import UserError
from bot.people.model import Directory, RoleGrant


def require_apart(directory: Directory, given: RoleGrant, name: str) -> None:
    """Refuse a role that would let somebody read their own people's signals first.

    Args:
        directory: with the unit the role is over.
        given: the role somebody is to have.
        name: what they are called.

    Raises:
        UserError: they would manage people and read their signals.
    """
    if given.role == "referent" and directory.manages_around(given.person, given.unit):
        raise UserError("team.referent_manages", name=name)
    trusted = {
        g.unit for g in directory.grants if g.person == given.person and g.role == "referent"
    }
    around = {u.id for u in (*directory.above(given.unit), *directory.under(given.unit))}
    if given.role == "manager" and not around.isdisjoint(trusted):
        raise UserError("team.manager_trusted", name=name)
