"""The pages of care near home."""

from portal.care.views import request_clock as request_clock  # its pages hang themselves onto those of requests
