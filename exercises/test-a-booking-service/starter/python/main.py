import unittest

import test_bookings


def run_tests(base_url):
    """Runs every test of test_bookings.py on the service at base_url."""
    test_bookings.BASE_URL = base_url
    outcome = Outcome()
    unittest.defaultTestLoader.loadTestsFromModule(test_bookings).run(outcome)
    return {"passed": outcome.passed, "failed": outcome.failed}


class Outcome(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.passed = []
        self.failed = []

    def addSuccess(self, test):
        self.passed.append(test.id())

    def addFailure(self, test, error):
        self.failed.append({"name": test.id(), "message": str(error[1])})

    addError = addFailure
