"""An upstream that says what a test tells it, to the byte."""

import socket
import threading


class Upstream:
    """An upstream that says what a test tells it, piece by piece, and what it was asked."""

    def __init__(self, *steps: bytes | threading.Event) -> None:
        self.steps = steps
        self.asked = b""
        self.left = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/base"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self.socket.accept()
        with self.socket, connection:
            while b"\r\n\r\n" not in self.asked:
                self.asked += connection.recv(65_536)
            for each in self.steps:
                if isinstance(each, threading.Event):
                    each.wait(20)
                else:
                    connection.sendall(each)
            if self.steps and isinstance(self.steps[-1], threading.Event):
                connection.settimeout(20)
                while connection.recv(65_536):
                    pass
        self.left.set()


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nx-a: b\r\n\r\n"
