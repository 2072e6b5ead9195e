import unittest

import requests

BASE_URL = ""  # run_tests says where the release is


class Dashboard(unittest.TestCase):
    def test_lists_links(self):
        answer = requests.get(BASE_URL + "/links", timeout=5)

        self.assertIsNotNone(answer)  # What does D3 say of this answer?
