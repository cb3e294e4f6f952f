"""The payment gateway's word that a fee was paid, and where a citizen pays it."""
