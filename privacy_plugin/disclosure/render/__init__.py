"""A declaration put into words: rows, periods, languages, whole disclosures."""
