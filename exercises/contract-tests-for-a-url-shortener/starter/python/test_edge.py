import unittest

import requests

BASE_URL = ""  # run_tests says where the release is


class Edge(unittest.TestCase):
    def test_knows_no_slug_that_never_was(self):
        answer = requests.get(BASE_URL + "/go/never-was", allow_redirects=False, timeout=5)

        self.assertIsNotNone(answer)  # What does E4 say of this answer?
