"""Prints the version list of this image as JSON: what a submission can import. Debian package names on stdin."""

import json
import platform
import re
import subprocess
import sys

packages = [line.strip() for line in sys.stdin if line.startswith("python3-")]
listing = subprocess.run(
    ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages], check=True, capture_output=True, text=True
).stdout


def upstream(version: str) -> str:
    """`1:3.2.6+ds1-2+deb13u1` is upstream's `3.2.6`."""
    return re.sub(r"[-+~].*$", "", version.split(":")[-1])


pairs = (line.split() for line in listing.splitlines())
libraries = [{"name": name.removeprefix("python3-"), "version": upstream(version)} for name, version in pairs]
print(json.dumps({"runtime": "python", "version": platform.python_version(), "libraries": libraries}))
