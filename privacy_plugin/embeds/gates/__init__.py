"""Gates (click-to-load placeholders), and the frames embeds are loaded into."""
