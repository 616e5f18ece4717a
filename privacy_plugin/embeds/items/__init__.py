"""What editors embed: noted, looked up, shown as a link."""
