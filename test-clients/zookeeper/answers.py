"""Ends well when a server answers: HOST:PORT."""
import socket
import sys
import time

host, port = sys.argv[1].rsplit(':', 1)
time.sleep(0.2)
with socket.create_connection((host, int(port)), timeout=5) as connection:
    connection.sendall(b'srvr')
    assert connection.recv(1000).startswith(b'Zookeeper version')
