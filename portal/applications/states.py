"""Which state of an application may follow which."""

from __future__ import annotations

from portal.outside.edistrict import ApplicationState

_S = ApplicationState
_NEXT = {
    _S.SUBMITTED: {_S.IN_PROCESS, _S.DOCUMENT_NEEDED, _S.APPROVED, _S.REJECTED, _S.WITHDRAWN},
    _S.IN_PROCESS: {_S.DOCUMENT_NEEDED, _S.APPROVED, _S.REJECTED, _S.WITHDRAWN},
    _S.DOCUMENT_NEEDED: {_S.IN_PROCESS, _S.APPROVED, _S.REJECTED, _S.WITHDRAWN},
    _S.APPROVED: {_S.DELIVERED},
    _S.REJECTED: {_S.IN_PROCESS},  # after an appeal that was allowed
    _S.DELIVERED: set(),
    _S.WITHDRAWN: set(),
}
PENDING = frozenset({_S.SUBMITTED, _S.IN_PROCESS, _S.DOCUMENT_NEEDED})


def may_become(state: ApplicationState, following: ApplicationState) -> bool:
    return following in _NEXT[state]
