"""The user's agenda (K1), published: as a file to subscribe to, or into a calendar of theirs on a CalDAV server."""
