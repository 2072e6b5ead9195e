import unittest

import test_bookings
import test_changes


def run_tests(base_url):
    """Runs every test of the two modules on the service at base_url."""
    outcome = Outcome()
    with test_bookings.service(base_url):
        for module in (test_bookings, test_changes):
            unittest.defaultTestLoader.loadTestsFromModule(module).run(outcome)
    return {"passed": outcome.passed, "failed": outcome.failed}


class Outcome(unittest.TestResult):
    """Keeps what the report needs. A subtest that fails is reported with its values, and its test does not pass."""

    def __init__(self):
        super().__init__()
        self.passed = []
        self.failed = []

    def addSuccess(self, test):
        self.passed.append(test.id())

    def addFailure(self, test, error):
        self.failed.append({"name": str(test), "message": str(error[1])})

    addError = addFailure

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.addFailure(subtest, error)
