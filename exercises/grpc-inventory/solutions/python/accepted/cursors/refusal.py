from grpc import StatusCode


class Refusal(Exception):
    """A call that is not carried out, with what its caller is told."""

    def __init__(self, code, message, **trailers):
        super().__init__(message)
        self.code = code
        self.message = message
        self.trailers = trailers


def check(is_fine, message, **trailers):
    if not is_fine:
        raise Refusal(StatusCode.INVALID_ARGUMENT, message, **trailers)
