"""The blueprints of 问题清单 and of 观摩督导考核, on which the modules of their pages hang their own."""

from flask import Blueprint

from portal.web.menu import Entry, register

problems, rounds = Blueprint("problems", __name__), Blueprint("rounds", __name__)
register(Entry(66, "问题清单", "problems.listing", "problem.read"), Entry(67, "观摩督导考核", "rounds.listing", "round.read"))
