"""A client that asks for many addresses at once on one connection without TLS (RFC 9113 section 3.3)."""

import socket

import h2.config
import h2.connection
import h2.events
import h2.settings

WINDOW = 2 ** 24


class Answer:
    """One stream's response."""

    def __init__(self):
        self.status, self.headers, self.body, self.error = None, {}, b"", None

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


def take(connection, event, answers):
    """What an event adds to the answers; the stream that it ends, or None."""
    if isinstance(event, h2.events.ResponseReceived):
        headers = dict(event.headers)
        answers[event.stream_id].status = int(headers.pop(":status"))
        answers[event.stream_id].headers = headers
    elif isinstance(event, h2.events.DataReceived):
        answers[event.stream_id].body += event.data
        connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
    elif isinstance(event, h2.events.StreamReset):
        answers[event.stream_id].error = event.error_code
    is_end = isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset))
    return event.stream_id if is_end else None


def receive(sock, connection, answers):
    """Until every stream has ended."""
    left = set(answers)
    while left:
        data = sock.recv(65536)
        if not data:
            raise ConnectionError(f"closed without an answer on streams {sorted(left)}")
        for event in connection.receive_data(data):
            left.discard(take(connection, event, answers))
        sock.sendall(connection.data_to_send())


def ask(port, requests, host="news.example.org", timeout=60):
    """The answers to (path, headers) each, in that order, each on a stream of its own."""
    connection = h2.connection.H2Connection(
        h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
    connection.initiate_connection()
    connection.update_settings({h2.settings.SettingCodes.ENABLE_PUSH: 0,
                                h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: WINDOW})
    connection.increment_flow_control_window(WINDOW)
    answers = {}
    for path, headers in requests:
        stream = connection.get_next_available_stream_id()
        connection.send_headers(stream, [
            (":method", "GET"), (":scheme", "http"), (":authority", host), (":path", path),
            *((name.lower(), value) for name, value in headers.items())], end_stream=True)
        answers[stream] = Answer()
    with socket.create_connection(("127.0.0.1", port), timeout) as sock:
        sock.sendall(connection.data_to_send())
        receive(sock, connection, answers)
    return list(answers.values())
