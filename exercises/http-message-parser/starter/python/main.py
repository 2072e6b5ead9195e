def create_parser(options=None):
    return Parser(**(options or {}))


class Parser:
    def __init__(self, maxHeaderBytes=8192, maxBodyBytes=1_048_576):
        self.max_header_bytes = maxHeaderBytes
        self.max_body_bytes = maxBodyBytes

    def feed(self, data):
        """Reads a request that comes whole, in one piece. What if the network delivers half of it?"""
        head, _, body = data.partition(b"\r\n\r\n")
        request_line, *lines = head.decode("latin-1").split("\r\n")
        method, target, protocol = request_line.split(" ")
        headers = []
        for line in lines:
            name, _, value = line.partition(":")
            headers.append([name, value])  # Look at how the statement wants names and values.
        request = {
            "method": method,
            "target": target,
            "version": protocol.removeprefix("HTTP/"),
            "headers": headers,
            "body": body,
            "trailers": [],
        }
        return {"requests": [request], "error": None}

    def end(self):
        return None
