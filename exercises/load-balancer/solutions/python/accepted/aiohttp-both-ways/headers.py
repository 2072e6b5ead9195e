# RFC 9110, 7.6.1: about one connection and nobody behind it.
HOP_BY_HOP = {"connection", "proxy-connection", "keep-alive", "te", "transfer-encoding", "upgrade"}


def has_body(request):
    return "Transfer-Encoding" in request.headers or int(request.headers.get("Content-Length", 0)) > 0


def headers_of_request(request):
    headers = [(name, value) for name, value in end_to_end(request.headers) if name.lower() != "x-forwarded-for"]
    way = [*request.headers.getall("X-Forwarded-For", []), request.transport.get_extra_info("peername")[0]]
    return [*headers, ("X-Forwarded-For", ", ".join(way))]


def headers_of_answer(answer):
    return end_to_end(answer.headers)


def end_to_end(headers):
    named = {option.strip().lower() for value in headers.getall("Connection", []) for option in value.split(",")}
    return [(name, value) for name, value in headers.items() if name.lower() not in HOP_BY_HOP | named]
