"""Everything that is held of citizens, feature by feature, in the order in which it is erased.

One more feature with personal rows is one more line here; tests/portal/privacy fails for a table that nobody answers
for.
"""

from __future__ import annotations

from portal.acknowledgements import holding as acknowledgements
from portal.applications import holding as applications
from portal.citizens import holding as citizens
from portal.complaints import holding as complaints
from portal.documents import holding as documents
from portal.drafts import holding as drafts
from portal.following import holding as following
from portal.notices import holding as notices
from portal.outside import sms_holding as messages
from portal.payments import holding as payments
from portal.privacy import consents_holding as consents
from portal.privacy import conversations_holding as conversations
from portal.privacy.holding import Holding
from portal.proof import holding as proofs

# Conversations and papers are found by proofs, messages by the person's phones: those before these.
HOLDINGS: tuple[Holding, ...] = (
    conversations.HOLDING,
    messages.HOLDING,
    notices.HOLDING,
    applications.HOLDING,
    complaints.HOLDING,
    following.HOLDING,
    drafts.HOLDING,
    documents.HOLDING,
    payments.HOLDING,
    acknowledgements.HOLDING,
    consents.HOLDING,
    proofs.HOLDING,
    citizens.HOLDING,
)
