import contextlib
import unittest

import requests

_connection = {}


@contextlib.contextmanager
def service(base_url):
    """One session for all tests of a run: a connection that is kept saves most of the time."""
    with requests.Session() as session:
        _connection.update(session=session, base_url=base_url)
        yield


def send(method, path, json=None):
    return _connection["session"].request(method, _connection["base_url"] + path, json=json, timeout=5)


class ServiceTest(unittest.TestCase):
    """What every test needs. Each makes its own rooms, so that none meets the bookings of another."""

    def a_room(self, beds=4):
        answer = send("POST", "/rooms", {"name": "Larch", "beds": beds})
        self.assertEqual(answer.status_code, 201)
        return answer.json()["id"]

    def book(self, room, first, last, people=1):
        wish = {"roomId": room, "guest": "Ines Moser", "people": people, "from": first, "to": last}
        return send("POST", "/bookings", wish)

    def booked(self, room, first, last, people=1):
        answer = self.book(room, first, last, people)
        self.assertEqual(answer.status_code, 201, f"{first} to {last}")
        return answer.json()

    def stays(self, room):
        answer = send("GET", f"/rooms/{room}/bookings")
        self.assertEqual(answer.status_code, 200)
        return [(booking["from"], booking["to"]) for booking in answer.json()["bookings"]]

    def assert_has(self, found, **expected):
        """The properties that the specification names; a service may have more of them."""
        self.assertEqual({name: found.get(name) for name in expected}, expected)


class Rooms(ServiceTest):
    def test_opens_a_room(self):
        for beds in (1, 12):
            answer = send("POST", "/rooms", {"name": "n" * 60, "beds": beds})
            self.assertEqual(answer.status_code, 201)
            self.assert_has(answer.json(), name="n" * 60, beds=beds)

    def test_refuses_a_room_that_is_none(self):
        for beds in (0, 13, 1.5):
            with self.subTest(beds=beds):
                self.assertEqual(send("POST", "/rooms", {"name": "n", "beds": beds}).status_code, 400)
        for name in ("", "n" * 61):
            with self.subTest(name=name):
                self.assertEqual(send("POST", "/rooms", {"name": name, "beds": 2}).status_code, 400)

    def test_knows_no_room_and_no_booking_that_is_not_there(self):
        self.assertEqual(self.book("nowhere", "2027-07-01", "2027-07-02").status_code, 404)
        self.assertEqual(send("GET", "/rooms/nowhere/bookings").status_code, 404)
        for method in ("GET", "PATCH", "DELETE"):
            with self.subTest(method=method):
                body = {"people": 1} if method == "PATCH" else None
                self.assertEqual(send(method, "/bookings/nothing", body).status_code, 404)


class Bookings(ServiceTest):
    def test_books_a_stay_and_reads_it_back(self):
        room = self.a_room(3)
        answer = self.book(room, "2027-07-01", "2027-07-04", 2)
        booking = answer.json()
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.headers["location"], f"/bookings/{booking['id']}")
        for found in (booking, send("GET", answer.headers["location"]).json()):
            self.assert_has(found, id=booking["id"], roomId=room, guest="Ines Moser", people=2)
            self.assert_has(found, nights=3, price=18000, status="booked", to="2027-07-04")

    def test_refuses_what_is_no_booking(self):
        right = {"roomId": self.a_room(), "guest": "g", "people": 1, "from": "2027-07-01", "to": "2027-07-02"}
        wrong = [("people", value) for value in (0, -1, 1.5, "2", None)]
        wrong += [("guest", value) for value in ("", "g" * 61, 7)]
        for name, value in wrong:
            with self.subTest(name=name, value=value):
                self.assertEqual(send("POST", "/bookings", {**right, name: value}).status_code, 400)

    def test_takes_stays_of_1_to_14_nights(self):
        for last, status in (("06-30", 400), ("07-01", 400), ("07-02", 201), ("07-15", 201), ("07-16", 400)):
            with self.subTest(last=last):
                answer = self.book(self.a_room(), "2027-07-01", f"2027-{last}")
                self.assertEqual(answer.status_code, status)

    def test_knows_the_calendar(self):
        wrong = [("2027-02-28", "2027-02-30"), ("2027-02-29", "2027-03-02"), ("2027-13-01", "2027-13-02")]
        room = self.a_room()
        for first, last in wrong + [("2027-6-1", "2027-06-02"), ("soon", "2027-06-02")]:
            with self.subTest(first=first, last=last):
                self.assertEqual(self.book(room, first, last).status_code, 400)
        self.booked(room, "2028-02-29", "2028-03-01")

    def test_fills_a_room_to_its_last_bed(self):
        room = self.a_room(3)
        self.assertEqual(self.book(room, "2027-07-01", "2027-07-02", 4).status_code, 422)
        self.assertEqual(self.book(room, "2027-07-01", "2027-07-02", 3).status_code, 201)

    def test_computes_nights_and_price(self):
        cases = [
            ("2027-05-01", "2027-05-07", 1, 6, 18000),
            ("2027-06-01", "2027-06-08", 1, 7, 18900),
            ("2027-07-01", "2027-07-08", 3, 7, 56700),
            ("2027-07-30", "2027-08-02", 1, 3, 9000),
            ("2028-02-27", "2028-03-01", 1, 3, 9000),
            ("2027-12-30", "2028-01-02", 2, 3, 18000),
        ]
        room = self.a_room()
        for first, last, people, nights, price in cases:
            with self.subTest(first=first, last=last, people=people):
                self.assert_has(self.booked(room, first, last, people), nights=nights, price=price)


class Nights(ServiceTest):
    def test_refuses_every_way_to_meet_another_stay(self):
        room = self.a_room()
        self.booked(room, "2027-07-10", "2027-07-14")
        for first, last in ((10, 14), (11, 13), (10, 11), (13, 16), (9, 15)):
            with self.subTest(first=first, last=last):
                self.assertEqual(self.book(room, f"2027-07-{first:02}", f"2027-07-{last}").status_code, 409)
        self.assertEqual(self.book(room, "2027-07-08", "2027-07-11").status_code, 409)
        self.assertEqual(self.stays(room), [("2027-07-10", "2027-07-14")])

    def test_lets_one_arrive_on_the_day_the_other_leaves(self):
        room = self.a_room()
        self.booked(room, "2027-07-10", "2027-07-14")
        self.booked(room, "2027-07-08", "2027-07-10")
        self.booked(room, "2027-07-14", "2027-07-15")

    def test_keeps_rooms_apart(self):
        self.booked(self.a_room(), "2027-07-10", "2027-07-14")
        self.booked(self.a_room(), "2027-07-10", "2027-07-14")
