"""Every table of the portal: whoever imports this knows them all. A feature's models are one line here."""

from __future__ import annotations

from portal.applications import models as applications
from portal.audit import models as audit
from portal.citizens import models as citizens
from portal.complaints import models as complaints
from portal.notices import models as notices
from portal.outside import sms as messages
from portal.privacy import models as privacy
from portal.proof import models as proof

__all__ = ["applications", "audit", "citizens", "complaints", "messages", "notices", "privacy", "proof"]
