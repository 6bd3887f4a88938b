"""The blueprint of volunteers and their hours; its pages stand in two modules."""

from flask import Blueprint

bp = Blueprint("volunteers", __name__)
