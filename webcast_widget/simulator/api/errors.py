"""The vendor's API errors: answers with HTTP status 200 and a code."""

from __future__ import annotations

import re
from typing import Final

MESSAGES: Final = {
    "INVALID_KS": 'Invalid KS "{KSID}", Error "{ERR_CODE},{ERR_DESC}"',
    "SERVICE_FORBIDDEN": "The access to service [{SERVICE}] is forbidden",
    "SERVICE_NOT_SPECIFIED": "Service parameter was not specified",
    "SERVICE_DOES_NOT_EXISTS": 'Service "{SRV_NAME}" does not exists',
    "ACTION_DOES_NOT_EXISTS": 'Action "{ACTION_NAME}" does not exists for service "{SERVICE_NAME}"',
    "MISSING_MANDATORY_PARAMETER": 'Missing parameter "{PARAM_NAME}"',
    "INVALID_ENUM_VALUE": 'Invalid enumeration value "{ENUM_VAL}" for parameter "{PARAM_NAME}", expecting enumeration type "{ENUM_TYPE}"',
    "START_SESSION_ERROR": "Error while starting session for partner [{PID}]",
    "ENTRY_ID_NOT_FOUND": 'Entry id "{ENTRY_ID}" not found',
    "ANALYTICS_UNSUPPORTED_QUERY": "Query for the given dimensions and metrics is currently not supported",
    "LIVE_REPORTS_WS_FAILURE": "failed to retrieve live analytics",
    "INTERNAL_SERVERL_ERROR": "Internal server error occurred",
    "INVALID_WIDGET_ID": "Unknown widget [{WIDGET_ID}]",
    "APP_TOKEN_ID_NOT_FOUND": 'Application token id "{ID}" not found',
    "APP_TOKEN_NOT_ACTIVE": 'Application token id "{ID}" not active',
    "APP_TOKEN_EXPIRED": 'Application token id "{ID}" expired',
    "INVALID_APP_TOKEN_HASH": "Invalid application token hash",
    "ACTION_BLOCKED": 'Action "{ACTION_NAME}" in service "{SERVICE_NAME}" is blocked',
    "DRUID_QUERY_TIMED_OUT": "Query timed out",
    "SEARCH_TOO_GENERAL": "Unable to create report. Query produced too many results",
}
"""What each error says (api_v3/lib/KalturaErrors.php); its arguments by their names."""


class ApiError(Exception):
    """What the API answers instead of a result.

    It is made of the vendor's code and of the facts in its message, in their order
    there; `message` is as the vendor words it, `arguments` are the facts by its names.
    """

    def __init__(self, code: str, *values: str) -> None:
        template = MESSAGES[code]
        names = re.findall(r"{(\w+)}", template)
        self.code = code
        self.arguments = dict(zip(names, values, strict=True))
        self.message = template.format(**self.arguments)
        super().__init__(self.message)


def invalid_ks(reason: str) -> ApiError:
    """Refuse a session: `reason` is the token itself, or a name such as EXPIRED."""
    return ApiError("INVALID_KS", reason, "-1", "INVALID_STR")


def service_forbidden(service: str, action: str) -> ApiError:
    """Refuse a call that needs a session, or a better one."""
    return ApiError("SERVICE_FORBIDDEN", f"{service}->{action}")
