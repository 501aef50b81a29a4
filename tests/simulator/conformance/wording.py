"""The vendor's errors, word by word."""

from __future__ import annotations

from typing import Any


def invalid_ks(reason: str) -> dict[str, Any]:
    return {
        "code": "INVALID_KS",
        "message": f'Invalid KS "{reason}", Error "-1,INVALID_STR"',
        "objectType": "KalturaAPIException",
        "args": {"KSID": reason, "ERR_CODE": "-1", "ERR_DESC": "INVALID_STR"},
    }


def error(code: str, message: str, **args: str) -> dict[str, Any]:
    return {
        "code": code,
        "message": message,
        "objectType": "KalturaAPIException",
        "args": args or [],
    }


def bad_enum(value: str, name: str, enum: str) -> dict[str, Any]:
    return error(
        "INVALID_ENUM_VALUE",
        f'Invalid enumeration value "{value}" for parameter "{name}", '
        f'expecting enumeration type "{enum}"',
        ENUM_VAL=value,
        PARAM_NAME=name,
        ENUM_TYPE=enum,
    )
