"""Why a file is not taken."""

from __future__ import annotations

from portal.errors import PortalError, Unavailable


class FileTooLarge(PortalError):
    """More bytes, or more of a picture, than a paper needs."""

    status, key, title = 413, "file_too_large", "File too large"


class FileTypeUnknown(PortalError):
    """By its content it is none of the types that we take, whatever it is called."""

    status, key, title = 415, "file_type_unknown", "Not a PDF, JPEG or PNG"


class FileUnsound(PortalError):
    """It begins like a type that we take, but is broken, or holds what a paper does not."""

    status, key, title = 422, "file_unsound", "Broken file, or more in it than a paper"


class FileLocked(PortalError):
    """A PDF with a password, which nobody else can read or scan."""

    status, key, title = 422, "file_locked", "PDF with a password"


class FileHarmful(PortalError):
    """The virus scanner found something; the file is in quarantine."""

    status, key, title = 422, "file_harmful", "Refused by the virus scanner"


class ScannerUnavailable(Unavailable):
    """Nothing is kept unscanned, by decision."""
