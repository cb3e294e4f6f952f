"""How much the search must find: scores are fused evidence (knowledge/search/topics.py)."""

# Of the questions of evaluation/data/own_tuning.yaml that name or describe a record nine in ten score above 1.9, half
# above 2.9.
STRONG, WEAK = 1.9, 1.2
# From here a message describes another record, though it names none ("my husband died, what can I get").
DESCRIBED = 2.8
# Several words of its own say it with less: of 834 questions about another record 8 more are followed, of 1,500
# follow-ups 3 are lost (4 to 7 words, 1.3 to 2.2).
SEVERAL_WORDS, DESCRIBED_AT_LENGTH = 5, 1.6
# A record that is named beside the best one is meant too from half as good on.
HALF = 0.5
# How close to the best another record is a rival, and as good as it; how much of a name counts as naming, half
# naming, and hardly.
RIVAL, CLOSE_RIVAL, EQUAL = 0.72, 0.85, 0.95
NAMED, HALF_NAMED, PARTLY_NAMED, HARDLY_NAMED = 0.66, 0.5, 0.4, 0.2
# From here a name that stands whole in the message is no word that others share.
WHOLE = 0.4
# So many words of its own say little.
FEW = 4
