class Refused(Exception):
    """A request that is not carried out, with the status that says why."""

    def __init__(self, status: int, message: str, **more):
        super().__init__(message)
        self.status = status
        self.more = more
