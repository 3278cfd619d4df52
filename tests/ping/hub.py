"""A small WebSub hub, a process of its own: verifies subscribers, fetches topics, distributes what it got.

Prints its address on a line, then serves until its standard input ends.
"""

import hashlib
import hmac
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode
from urllib.request import Request, urlopen

subscriptions: dict[str, list[tuple[str, bytes]]] = {}


class Hub(BaseHTTPRequestHandler):
    def do_POST(self):
        form = {key: values[0] for key, values in parse_qs(self._body().decode()).items()}
        if self.headers["Content-Type"] != "application/x-www-form-urlencoded":
            self._answer(415, "a form, please")
        elif form.get("hub.mode") == "subscribe":
            self._subscribe(form["hub.callback"], form["hub.topic"], form["hub.secret"].encode())
        elif form.get("hub.mode") == "publish" and form.get("hub.url") in subscriptions:
            self._answer(202)
            distribute(form["hub.url"], f"http://{self.headers['Host']}/")
        else:
            self._answer(400, "nobody subscribes to that")

    def _subscribe(self, callback, topic, secret):
        """Section 5.3: the subscriber is asked whether it meant it."""
        query = urlencode(
            {"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "c1", "hub.lease_seconds": 60}
        )
        with urlopen(f"{callback}?{query}", timeout=5) as response:
            meant = response.read() == b"c1"
        if meant:
            subscriptions.setdefault(topic, []).append((callback, secret))
        self._answer(202 if meant else 403)

    def _body(self):
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _answer(self, status, text=""):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def distribute(topic, hub):
    """Section 7: the topic's content, with its links and a signature, to every subscriber."""
    with urlopen(topic, timeout=5) as response:
        content, kind = response.read(), response.headers["Content-Type"]
    for callback, secret in subscriptions[topic]:
        headers = {
            "Content-Type": kind,
            "Link": f'<{hub}>; rel="hub", <{topic}>; rel="self"',
            "X-Hub-Signature": "sha256=" + hmac.new(secret, content, hashlib.sha256).hexdigest(),
        }
        urlopen(Request(callback, content, headers), timeout=5).close()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/\n")
    sys.stdout.flush()
    sys.stdin.read()
