"""The portal, for any WSGI server: `granian --interface wsgi wsgi:app`."""

import os
import sys

from portal.app import create_app
from portal.core import serving
from portal.core.settings import SettingsError

try:
    app = create_app()
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":  # a command may be the very one that mends what stands against serving
        serving.refuse_unfit(app.extensions["portal.settings"], app.extensions["migrate"].directory)
except SettingsError as error:
    sys.exit(f"the portal does not start:\n  {error}")
