import unittest

import test_dashboard
import test_edge
import test_mailer

CONSUMERS = {"mailer": test_mailer, "edge": test_edge, "dashboard": test_dashboard}


def run_tests(base_url):
    """Runs the tests of every consumer on the release at base_url."""
    report = {}
    for consumer, module in CONSUMERS.items():
        module.BASE_URL = base_url
        outcome = Outcome()
        unittest.defaultTestLoader.loadTestsFromModule(module).run(outcome)
        report[consumer] = {"passed": outcome.passed, "failed": outcome.failed}
    return report


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
