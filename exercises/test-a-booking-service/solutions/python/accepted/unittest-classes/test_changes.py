from test_bookings import ServiceTest as _ServiceTest
from test_bookings import send


class Moving(_ServiceTest):
    def test_may_meet_its_own_nights(self):
        room = self.a_room()
        path = f"/bookings/{self.booked(room, '2027-07-10', '2027-07-12', 2)['id']}"
        answer = send("PATCH", path, {"from": "2027-07-11", "to": "2027-07-18"})
        self.assertEqual(answer.status_code, 200)
        for found in (answer.json(), send("GET", path).json()):
            self.assert_has(found, people=2, to="2027-07-18", nights=7, price=37800, status="booked")

    def test_frees_the_nights_that_it_leaves(self):
        room = self.a_room()
        booking = self.booked(room, "2027-07-10", "2027-07-12")
        self.assertEqual(send("PATCH", f"/bookings/{booking['id']}", {"from": "2027-07-11"}).status_code, 200)
        self.booked(room, "2027-07-10", "2027-07-11")

    def test_counts_beds_again(self):
        path = f"/bookings/{self.booked(self.a_room(3), '2027-07-10', '2027-07-12')['id']}"
        self.assertEqual(send("PATCH", path, {"people": 4}).status_code, 422)
        self.assertEqual(send("PATCH", path, {"people": 3}).status_code, 200)
        self.assert_has(send("GET", path).json(), people=3, price=18000)

    def test_changes_nothing_when_it_is_refused(self):
        room = self.a_room()
        self.booked(room, "2027-07-20", "2027-07-25")
        before = self.booked(room, "2027-07-10", "2027-07-12")
        path = f"/bookings/{before['id']}"
        self.assertEqual(send("PATCH", path, {"to": "2027-07-21"}).status_code, 409)
        self.assertEqual(send("PATCH", path, {"to": "2027-07-09"}).status_code, 400)
        self.assertEqual(send("GET", path).json(), before)


class Cancelling(_ServiceTest):
    def test_cancels_and_cancels_again(self):
        room = self.a_room()
        path = f"/bookings/{self.booked(room, '2027-07-10', '2027-07-12')['id']}"
        for time in ("first", "second"):
            with self.subTest(time=time):
                self.assertEqual(send("DELETE", path).status_code, 204)
                self.assert_has(send("GET", path).json(), status="cancelled", nights=2)
        self.assertEqual(self.stays(room), [])

    def test_gives_the_nights_back(self):
        room = self.a_room()
        booking = self.booked(room, "2027-07-10", "2027-07-12")
        send("DELETE", f"/bookings/{booking['id']}")
        self.booked(room, "2027-07-10", "2027-07-12")

    def test_is_the_end_of_a_booking(self):
        path = f"/bookings/{self.booked(self.a_room(), '2027-07-10', '2027-07-12')['id']}"
        send("DELETE", path)
        self.assertEqual(send("PATCH", path, {"people": 2}).status_code, 409)


class Lists(_ServiceTest):
    def test_are_sorted_by_the_first_day(self):
        room = self.a_room()
        for day in (20, 12, 16):
            self.booked(room, f"2027-07-{day}", f"2027-07-{day + 1}")
        self.booked(self.a_room(), "2027-07-01", "2027-07-02")
        self.assertEqual([first[-2:] for first, _ in self.stays(room)], ["12", "16", "20"])
