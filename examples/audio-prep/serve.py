#!/usr/bin/env python3
"""serve.py FOLDER [--port N] [--rate KB] [--log FILE]: serves a folder on this machine, with ranges, at so many kB a second.

Each answer is a line of the log: what was asked for, from which byte on, and how many bytes went out before the end.
"""
import argparse
import http.server
import os
import re
import sys
import time

arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("folder")
arguments.add_argument("--port", type=int, default=8765)
arguments.add_argument("--rate", type=int, default=0, help="kB a second; 0: as fast as it goes")
arguments.add_argument("--log", help="a file for the log instead of the error output")
options = arguments.parse_args()
log = open(options.log, "a", buffering=1) if options.log else sys.stderr


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        path = os.path.join(options.folder, os.path.basename(self.path.split("?")[0]))
        if not os.path.isfile(path):
            self.send_error(404)
            return
        size = os.path.getsize(path)
        first, last, asked = 0, size - 1, self.headers.get("Range", "")
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
        if wanted:
            first, last = int(wanted[1]), min(int(wanted[2] or last), last)
        if first > last:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Type", "audio/x-wav" if path.endswith(".wav") else "application/octet-stream")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.end_headers()
        sent = self.send_file(path, first, last) if body else 0
        print(f"{self.command} {self.path} range={asked or 'none'} sent={sent} of={size}", file=log, flush=True)

    def send_file(self, path, first, last):
        sent, left = 0, last - first + 1
        with open(path, "rb") as file:
            file.seek(first)
            try:
                while left > 0:
                    part = file.read(min(16384, left))
                    self.wfile.write(part)
                    sent, left = sent + len(part), left - len(part)
                    if options.rate:
                        time.sleep(len(part) / 1000 / options.rate)
            except OSError:
                self.close_connection = True  # whoever asked has gone
        return sent

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()
