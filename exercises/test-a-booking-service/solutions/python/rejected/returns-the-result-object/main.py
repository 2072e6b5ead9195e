import unittest

import requests

URL = ""


class Bookings(unittest.TestCase):
    def test_opens_a_room(self):
        answer = requests.post(f"{URL}/rooms", json={"name": "Larch", "beds": 4}, timeout=5)
        self.assertEqual(answer.status_code, 201)


def run_tests(base_url):
    global URL
    URL = base_url
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Bookings)
    return unittest.TextTestRunner().run(suite)
