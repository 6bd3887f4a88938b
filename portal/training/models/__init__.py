"""The tables of 三免一公."""

from portal.training.models.classes import Attendance, Enrolment, Lesson, OnlineCount, Presence, TrainingClass
from portal.training.models.courses import Course, Room, Teacher
from portal.training.models.exams import Certificate, Exam, ExamEntry
from portal.training.models.intake import Intake, Trainee
from portal.training.models.proof import ClassCost, Finding, Fund
from portal.training.models.wishes import Demand, Wish

__all__ = [
    "Attendance",
    "Certificate",
    "ClassCost",
    "Course",
    "Demand",
    "Enrolment",
    "Exam",
    "ExamEntry",
    "Finding",
    "Fund",
    "Intake",
    "Lesson",
    "OnlineCount",
    "Presence",
    "Room",
    "Teacher",
    "Trainee",
    "TrainingClass",
    "Wish",
]
