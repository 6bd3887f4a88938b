"""The blueprint of what a scanned code opens; its pages stand in two modules."""

from flask import Blueprint

bp = Blueprint("public", __name__)
