import unittest

import release
import test_dashboard
import test_edge
import test_mailer

CONSUMERS = {"mailer": test_mailer, "edge": test_edge, "dashboard": test_dashboard}


def run_tests(base_url):
    """Runs the tests of every consumer, each from a module of its own, on the release at base_url."""
    report = {}
    with release.at(base_url):
        for consumer, module in CONSUMERS.items():
            outcome = Outcome()
            unittest.defaultTestLoader.loadTestsFromModule(module).run(outcome)
            report[consumer] = {"passed": outcome.passed, "failed": outcome.failed}
    return report


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
