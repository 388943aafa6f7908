"""A desktop's notification service on the session bus: waits for one notification, and prints it as JSON.

    dbus-run-session -- sh -c "python -m tests.servers.desktop & ..."

The interface: https://specifications.freedesktop.org/notification-spec/latest/protocol.html. It says `ready` when it
can be spoken to.
"""

import json
import sys

from jeepney import HeaderFields, MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection


def main() -> int:
    """Serve until something was shown."""
    bus = open_dbus_connection(bus="SESSION")
    bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))
    print("ready", flush=True)
    while True:
        message = bus.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        match message.header.fields.get(HeaderFields.member):
            case "GetServerInformation":
                bus.send(new_method_return(message, "ssss", ("a desktop", "nobody", "1", "1.2")))
            case "GetCapabilities":
                bus.send(new_method_return(message, "as", (["body", "body-markup"],)))
            case "Notify":
                bus.send(new_method_return(message, "u", (1,)))
                program, _, _, title, text, _, hints, _ = message.body
                shown = {"program": program, "title": title, "text": text, "urgency": hints["urgency"][1]}
                print(json.dumps(shown), flush=True)
                return 0


if __name__ == "__main__":
    sys.exit(main())
