"""What gunicorn reads where it is started; its command line wins over it."""

# By default it takes SCRIPT_NAME and PATH_INFO from headers of the proxy, which hands
# on what a client sends: one address would answer with the page of another.
forwarder_headers = ""

# Seconds. A process sends one answer at a time, and an export of a million rows takes
# minutes; by default it is ended after 30 seconds and the file is cut off.
timeout = 300
