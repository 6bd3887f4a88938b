"""The blueprint of the months: the board of all units, and the return of one."""

from flask import Blueprint

bp = Blueprint("returns", __name__)
