"""Every table of the portal: whoever imports this knows them all. A feature's models are one line here."""

from __future__ import annotations

from portal.acknowledgements import models as acknowledgements
from portal.applications import models as applications
from portal.audit import models as audit
from portal.citizens import models as citizens
from portal.complaints import models as complaints
from portal.documents import models as documents
from portal.drafts import models as drafts
from portal.following import models as following
from portal.notices import models as notices
from portal.outside import sms as messages
from portal.payments import models as payments
from portal.privacy import models as privacy
from portal.proof import models as proof

__all__ = [
    "acknowledgements",
    "applications",
    "audit",
    "citizens",
    "complaints",
    "documents",
    "drafts",
    "following",
    "messages",
    "notices",
    "payments",
    "privacy",
    "proof",
]
