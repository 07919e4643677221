"""A mail server for tests (aiosmtpd): keeps what it gets as a Maildir, and refuses some people.

Whoever is called `refused` gets no mail for good, and whoever is called `later` gets none now."""

import sys

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox


class Sink(Mailbox):
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused."):
            return "550 5.1.1 nobody of that name"
        if address.startswith("later."):
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


if __name__ == "__main__":
    port, folder = int(sys.argv[1]), sys.argv[2]
    controller = Controller(Sink(folder), hostname="127.0.0.1", port=port)
    controller.start()
    controller._thread.join()
