"""The vendor's API errors: answers with HTTP status 200 and a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ApiError(Exception):
    """What the API answers instead of a result.

    Attributes
    ----------
    code, message
        As the vendor words them.
    arguments
        The facts in the message, by the vendor's names.
    """

    def __init__(
        self, code: str, message: str, arguments: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.arguments = dict(arguments or {})


def invalid_ks(reason: str) -> ApiError:
    """Refuse a session: `reason` is the token itself, or a name such as EXPIRED."""
    return ApiError(
        "INVALID_KS",
        f'Invalid KS "{reason}", Error "-1,INVALID_STR"',
        {"KSID": reason, "ERR_CODE": "-1", "ERR_DESC": "INVALID_STR"},
    )


def service_forbidden(service: str, action: str) -> ApiError:
    """Refuse a call that needs a session, or a better one."""
    name = f"{service}->{action}"
    return ApiError(
        "SERVICE_FORBIDDEN",
        f"The access to service [{name}] is forbidden",
        {"SERVICE": name},
    )


def service_not_specified() -> ApiError:
    """Miss the name of the service."""
    return ApiError("SERVICE_NOT_SPECIFIED", "Service parameter was not specified")


def service_does_not_exist(service: str) -> ApiError:
    """Find no service of that name."""
    return ApiError(
        "SERVICE_DOES_NOT_EXISTS",
        f'Service "{service}" does not exists',
        {"SRV_NAME": service},
    )


def action_does_not_exist(action: str, service: str) -> ApiError:
    """Find no action of that name in the service."""
    return ApiError(
        "ACTION_DOES_NOT_EXISTS",
        f'Action "{action}" does not exists for service "{service}"',
        {"ACTION_NAME": action, "SERVICE_NAME": service},
    )


def missing_parameter(name: str) -> ApiError:
    """Miss a mandatory parameter."""
    return ApiError(
        "MISSING_MANDATORY_PARAMETER",
        f'Missing parameter "{name}"',
        {"PARAM_NAME": name},
    )


def invalid_enum_value(value: str, name: str, enum: str) -> ApiError:
    """Refuse a value that the parameter's enumeration does not have."""
    return ApiError(
        "INVALID_ENUM_VALUE",
        f'Invalid enumeration value "{value}" for parameter "{name}", '
        f'expecting enumeration type "{enum}"',
        {"ENUM_VAL": value, "PARAM_NAME": name, "ENUM_TYPE": enum},
    )


def start_session_error(partner: str) -> ApiError:
    """Refuse to start a session: wrong secret, partner or type."""
    return ApiError(
        "START_SESSION_ERROR",
        f"Error while starting session for partner [{partner}]",
        {"PID": partner},
    )


def entry_not_found(entry_id: str) -> ApiError:
    """Find no entry of that id."""
    return ApiError(
        "ENTRY_ID_NOT_FOUND",
        f'Entry id "{entry_id}" not found',
        {"ENTRY_ID": entry_id},
    )


def unsupported_query() -> ApiError:
    """Refuse a kind of report that this action does not serve."""
    return ApiError(
        "ANALYTICS_UNSUPPORTED_QUERY",
        "Query for the given dimensions and metrics is currently not supported",
    )


def live_reports_failure() -> ApiError:
    """Pass on that the reporting backend refused the filter."""
    return ApiError("LIVE_REPORTS_WS_FAILURE", "failed to retrieve live analytics")


def internal_error() -> ApiError:
    """Admit a failure of our own."""
    return ApiError("INTERNAL_SERVERL_ERROR", "Internal server error occurred")


def invalid_widget_id(widget: str) -> ApiError:
    """Know no widget of that id."""
    return ApiError(
        "INVALID_WIDGET_ID", f"Unknown widget [{widget}]", {"WIDGET_ID": widget}
    )


def app_token_not_found(token_id: str) -> ApiError:
    """Know no application token of that id."""
    return ApiError(
        "APP_TOKEN_ID_NOT_FOUND",
        f'Application token id "{token_id}" not found',
        {"ID": token_id},
    )


def app_token_not_active(token_id: str) -> ApiError:
    """Refuse an application token that is switched off."""
    return ApiError(
        "APP_TOKEN_NOT_ACTIVE",
        f'Application token id "{token_id}" not active',
        {"ID": token_id},
    )


def app_token_expired(token_id: str) -> ApiError:
    """Refuse an application token whose time is over."""
    return ApiError(
        "APP_TOKEN_EXPIRED",
        f'Application token id "{token_id}" expired',
        {"ID": token_id},
    )


def app_token_hash_invalid() -> ApiError:
    """Refuse a hash that was not made from the token and the current session."""
    return ApiError("INVALID_APP_TOKEN_HASH", "Invalid application token hash")


def action_blocked(action: str, service: str) -> ApiError:
    """Refuse a call because there are too many."""
    return ApiError(
        "ACTION_BLOCKED",
        f'Action "{action}" in service "{service}" is blocked',
        {"ACTION_NAME": action, "SERVICE_NAME": service},
    )


def druid_query_timed_out() -> ApiError:
    """Pass on that the store took too long."""
    return ApiError("DRUID_QUERY_TIMED_OUT", "Query timed out")


def search_too_general() -> ApiError:
    """Refuse a table of too many rows."""
    return ApiError(
        "SEARCH_TOO_GENERAL",
        "Unable to create report. Query produced too many results",
    )
