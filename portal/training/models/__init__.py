"""The tables of 三免一公."""

from portal.training.models.intake import Intake, Trainee

__all__ = ["Intake", "Trainee"]
