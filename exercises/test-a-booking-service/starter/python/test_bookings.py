import unittest

import requests

BASE_URL = ""  # run_tests says where the service is


def send(method, path, json=None):
    return requests.request(method, BASE_URL + path, json=json, timeout=5)


class Rooms(unittest.TestCase):
    def test_opens_a_room(self):
        room = send("POST", "/rooms", {"name": "Larch", "beds": 4})

        self.assertIsNotNone(room)  # What does the specification say of this answer?
