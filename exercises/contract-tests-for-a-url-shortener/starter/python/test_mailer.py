import unittest

import requests

BASE_URL = ""  # run_tests says where the release is


class Mailer(unittest.TestCase):
    def test_makes_a_link(self):
        answer = requests.post(BASE_URL + "/links", json={"url": "https://example.com/spring"}, timeout=5)

        self.assertIsNotNone(answer)  # What does M1 say of this answer?
