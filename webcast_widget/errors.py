"""The errors of this package, each message one sentence that says what to do.

::

    WebcastWidgetError
    ├── ConfigurationError (ValueError)   an argument cannot be used
    ├── SourceError                       the source gave no usable answer
    │   ├── AuthenticationError           it refused our secret or session
    │   │   └── SessionRefusedError       it refused the session alone
    │   ├── UnknownEventError             it knows no such event
    │   ├── RateLimitedError              it asks us to wait
    │   │   └── BlockedError              it blocks us
    │   ├── SourceUnavailableError        it could not be reached, or failed
    │   └── PayloadError                  it answered something we cannot read
    ├── ExportError                       a file could not be written
    ├── RecordingError                    a recording cannot be used
    │   └── StorageError                  the disk or the folder does not take it
    ├── HeartbeatsError                   raw heartbeats cannot be read or counted
    └── MissingDependencyError (ImportError)  an optional package is not installed
"""

from __future__ import annotations


class WebcastWidgetError(Exception):
    """What every error of this package is."""


class ConfigurationError(WebcastWidgetError, ValueError):
    """An argument cannot be used; the message names it and what would do."""


class SourceError(WebcastWidgetError):
    """The source gave no usable answer."""


class AuthenticationError(SourceError):
    """The source refused the secret or the session."""


class SessionRefusedError(AuthenticationError):
    """The source refused the session; a new one may do."""


class UnknownEventError(SourceError):
    """The source knows no event of that id."""


class RateLimitedError(SourceError):
    """The source asks us to wait.

    Attributes
    ----------
    retry_after_s
        Seconds it asked us to wait; None when it named none.
    """

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class BlockedError(RateLimitedError):
    """The source blocks our calls; it is left alone for a while."""


class SourceUnavailableError(SourceError):
    """The source could not be reached, or failed.

    Attributes
    ----------
    status_code
        HTTP status of its answer; None when there was no answer.
    retry_after_s
        Seconds it asked us to wait; None when it named none.
    """

    def __init__(
        self,
        message: str,
        status_code: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.retry_after_s = retry_after_s


class PayloadError(SourceError):
    """The source answered something that is not what its API promises."""


class ExportError(WebcastWidgetError):
    """A file could not be written."""


class RecordingError(WebcastWidgetError):
    """A recording cannot be used: another writes it, or it is not what it should be."""


class StorageError(RecordingError):
    """The disk or the folder does not take a recording; another one may."""


class HeartbeatsError(WebcastWidgetError):
    """Raw heartbeats cannot be read or counted, or there are none."""


class MissingDependencyError(WebcastWidgetError, ImportError):
    """An optional package is not installed; the message gives the command."""
