"""The Django admin on the same table, as an extra contestant where Django is installed: the list with its filters, as it comes."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import django
from django.conf import settings

DATABASE = os.environ["BENCH_DATABASE"]


def _database() -> dict[str, Any]:
    if DATABASE.startswith("/"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE, "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL"}}
    parts = dict(part.split("=", 1) for part in DATABASE.split())
    return {"ENGINE": "django.db.backends.postgresql", "NAME": parts["dbname"], "USER": parts["user"], "HOST": parts["host"]}


settings.configure(
    SECRET_KEY="only for this race",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {**_database(), "CONN_MAX_AGE": None}},
    INSTALLED_APPS=[
        *(f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")),
        "bench",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    STATIC_URL="/static/",
    USE_TZ=True,
)
django.setup()

from django.contrib import admin  # noqa: E402  # Django wants its settings first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402


class Named(models.Model):
    """A row that others point to by its name."""

    name = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Tenant(Named):
    """A unit."""

    path = models.CharField(max_length=120)

    class Meta:
        managed, db_table, app_label = False, "tenant", "bench"


class Kind(Named):
    """A kind of activity."""

    class Meta:
        managed, db_table, app_label = False, "activity_kind", "bench"


class Activity(models.Model):
    """One gathering."""

    id = models.UUIDField(primary_key=True)
    city_id = models.IntegerField()
    tenant = models.ForeignKey(Tenant, models.DO_NOTHING)
    kind = models.ForeignKey(Kind, models.DO_NOTHING)
    title = models.CharField(max_length=100)
    held_on = models.DateField()
    start_min = models.IntegerField(null=True)
    place = models.CharField(max_length=100)
    is_online = models.BooleanField()
    attendances = models.IntegerField()
    women = models.IntegerField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        managed, db_table, app_label, verbose_name_plural = False, "activity", "bench", "activities"


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin):
    """The list as the admin makes it, with the joins asked for and without a second count."""

    list_display: ClassVar = ["held_on", "start_min", "kind", "title", "tenant", "place", "is_online", "attendances", "women", "voided_at"]
    list_filter: ClassVar = ["kind"]
    list_select_related: ClassVar = ["tenant", "kind"]
    list_per_page = 25
    ordering: ClassVar = ["-held_on", "-id"]
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Every part of the address narrows the list."""
        return True


def _sign_in() -> None:
    call_command("migrate", verbosity=0)
    user = User.objects.filter(username="bench").first() or User.objects.create_superuser("bench", password="not used")
    kept = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"}
    Session.objects.save("bench" * 6, {**kept, HASH_SESSION_KEY: user.get_session_auth_hash()}, datetime.now(UTC) + timedelta(hours=12))


_sign_in()
urlpatterns = [path("admin/", admin.site.urls)]
app = get_wsgi_application()
