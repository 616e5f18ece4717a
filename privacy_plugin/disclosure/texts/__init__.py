"""The texts admins write: stored, validated, previewed, approved, published."""
