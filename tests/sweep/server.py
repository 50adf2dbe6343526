"""Servers for SMTP and QMQP that take everything and keep each message. One client at a time."""
import socket
import threading


def smtp(conn, keep):
    recipients, lines = [], conn.makefile('rb')
    conn.sendall(b'220 sweep ESMTP\r\n')
    for line in lines:
        verb = line[:4].upper()
        if verb == b'EHLO':
            answer = b'250-sweep\r\n250-PIPELINING\r\n250 8BITMIME'
        elif verb == b'MAIL':
            recipients, answer = [], b'250 2.1.0 Ok'
        elif verb == b'RCPT':
            recipients.append(line[line.index(b'<') + 1:line.index(b'>')])
            answer = b'250 2.1.5 Ok'
        elif verb == b'DATA':
            conn.sendall(b'354 go\r\n')
            message = []
            for line in lines:
                if line == b'.\r\n':
                    break
                message.append(line[line.startswith(b'.'):].replace(b'\r\n', b'\n'))
            else:
                return                  # the client has gone: this is no message
            keep(recipients, b''.join(message))
            answer = b'250 2.0.0 Ok'
        elif verb == b'QUIT':
            conn.sendall(b'221 2.0.0 bye\r\n')
            return
        else:
            answer = b'250 2.0.0 Ok'
        conn.sendall(answer + b'\r\n')


def netstring(s):
    """The first netstring of s, and the rest."""
    length, rest = s.split(b':', 1)
    n = int(length)
    if rest[n:n + 1] != b',':
        raise ValueError
    return rest[:n], rest[n + 1:]


def qmqp(conn, keep):
    whole = b''
    while True:
        block = conn.recv(65536)
        if not block:
            return
        whole += block
        try:
            inner, _ = netstring(whole)
            break
        except (ValueError, IndexError):
            continue                    # not all of it yet
    message, inner = netstring(inner)
    _, inner = netstring(inner)
    recipients = []
    while inner:
        recipient, inner = netstring(inner)
        recipients.append(recipient)
    keep(recipients, message)
    conn.sendall(b'13:Kok 1 qp 2 ok,')


class Server(threading.Thread):
    """kept: (recipients, message) in the order they came. What is kept has been kept before the client hears
    of it, so that a client that dies in between has handed over all the same."""

    def __init__(self, protocol):
        super().__init__(daemon=True)
        self.protocol, self.kept = protocol, []
        self.busy = threading.Lock()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            conn, _ = self.listener.accept()
            with self.busy, conn:
                conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    self.protocol(conn, lambda *kept: self.kept.append(kept))
                except (OSError, ValueError):
                    pass                # the client has gone

    def settle(self):
        """Waits until the clients that have gone are known to have."""
        with self.busy:
            return list(self.kept)
