"""CSV and XLSX files of any length, safe to open in a spreadsheet."""
