"""The configuration of a web server that hands out the files of stored answers."""
