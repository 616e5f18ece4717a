"""What a site's own tests, and a demonstration without a network, need.

* ``akismet_server``: a stand-in for the Akismet service on this machine, with every
  fault the real one can show. In a test::

      with AkismetServer() as server:
          server.mode = Mode.HANG
          …  # the endpoint is server.url
          server.log.assert_never_received("the text of the comment")

  As a command: ``python -m privacy_plugin.testing.akismet_server --port 8998``.

* ``spam.InMemoryChecker``: a spam checker without a service behind it.
* ``fixtures``: the stand-in for pytest, by ``pytest_plugins``.

Importing the package and the stand-in needs neither Django nor pytest. It is the only
place of the plugin that uses ``http.server``; it listens on loopback and never calls
anybody.
"""

from privacy_plugin.testing.akismet_server import AkismetServer, Log, Mode, Received

__all__ = ["AkismetServer", "Log", "Mode", "Received"]
