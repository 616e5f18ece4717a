"""What a reader sees in place of an embed, and the frame it is loaded into."""
