"""Goes to an address of the provider as a browser would, and prints what it is to post, and where to."""

import ssl
import sys
import urllib.request

address, roots = sys.argv[1:]
with urllib.request.urlopen(address, context=ssl.create_default_context(cafile=roots)) as answer:
    print(answer.read().decode())
