"""Write times as German readers do: with a comma before them and "Uhr" behind."""

DATETIME_FORMAT = r"j. F Y, H:i \U\h\r"
TIME_FORMAT = r"H:i \U\h\r"
