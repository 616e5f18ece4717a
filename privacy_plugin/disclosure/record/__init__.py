"""The record of processing activities (Art. 30 GDPR): built, exported, compared."""
