"""What any text and any address from elsewhere is measured by: one answer for all."""
