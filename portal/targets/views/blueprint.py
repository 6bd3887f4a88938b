"""The blueprint of 目标, on which every module of its pages hangs its own."""

from flask import Blueprint

from portal.web.menu import Entry, register

bp = Blueprint("targets", __name__)
register(Entry(62, "目标", "targets.listing", "target.read", ("city", "county")))
