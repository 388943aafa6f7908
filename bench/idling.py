"""imapclient in IDLE, as its manual shows it; loads nothing else, so that it can be compared with.

python bench/idling.py HOST PORT USER PASSWORD
"""

import sys

from imapclient import IMAPClient

# https://imapclient.readthedocs.io/en/master/advanced.html#watching-a-mailbox-using-idle
host, port, user, password = sys.argv[1:]
client = IMAPClient(host, int(port), ssl=False)
client.login(user, password)
client.select_folder("INBOX")
client.idle()
while True:
    client.idle_check(timeout=30)
