import requests

service = {}


def send(method, path, json=None):
    answer = service["session"].request(method, service["url"] + path, json=json, timeout=5)
    return answer.status_code, answer.json() if answer.content else None


def room():
    return send("POST", "/rooms", {"name": "Larch", "beds": 4})[1]["id"]


def wish(room_id, first, last, people=1):
    return {"roomId": room_id, "guest": "Ada", "people": people, "from": f"2027-{first}", "to": f"2027-{last}"}


def book(status, *values):
    found, booking = send("POST", "/bookings", wish(*values))
    assert found == status, f"{values}: {found}"
    return booking


def change(status, booking_id, **fields):
    found, booking = send("PATCH", f"/bookings/{booking_id}", {key.rstrip("_"): value for key, value in fields.items()})
    assert found == status, f"{fields}: {found}"
    return booking


def read(booking_id):
    return send("GET", f"/bookings/{booking_id}")[1]


def stays(room_id):
    return [booking["from"] for booking in send("GET", f"/rooms/{room_id}/bookings")[1]["bookings"]]


def test_input():
    own = room()
    for people in (0, 1.5, "2"):
        book(400, own, "07-01", "07-02", people)


def test_dates():
    own = room()
    for first, last in (("07-01", "07-01"), ("07-01", "07-16"), ("02-27", "02-30")):
        book(400, own, first, last)
    book(201, own, "07-01", "07-15")


def test_beds():
    own = room()
    book(422, own, "07-01", "07-02", 5)
    book(201, own, "07-01", "07-02", 4)


def test_nights():
    own = room()
    book(201, own, "07-10", "07-14")
    for first, last in (("07-11", "07-13"), ("07-08", "07-11"), ("07-13", "07-16"), ("07-09", "07-15")):
        book(409, own, first, last)
    assert stays(own) == ["2027-07-10"]
    book(201, own, "07-14", "07-15")
    book(201, own, "07-08", "07-10")


def test_prices():
    for first, last, price in (("07-01", "07-03", 12000), ("07-01", "07-08", 37800), ("07-30", "08-02", 18000)):
        assert book(201, room(), first, last, 2)["price"] == price


def test_moves():
    own = room()
    booking = book(201, own, "07-10", "07-12")["id"]
    change(200, booking, from_="2027-08-01", to="2027-08-02")
    change(422, booking, people=5, from_="2027-08-11", to="2027-08-12")
    assert change(200, booking, people=3, from_="2027-09-01", to="2027-09-02")["price"] == 9000
    book(201, own, "07-20", "07-22")
    change(409, booking, from_="2027-07-20", to="2027-07-21")
    assert read(booking)["to"] == "2027-09-02"


def test_cancelling():
    own = room()
    booking = book(201, own, "07-10", "07-12")["id"]
    for _ in range(2):
        assert send("DELETE", f"/bookings/{booking}")[0] == 204
    change(409, booking, people=2)
    book(201, own, "07-10", "07-12")


def test_lists():
    own = room()
    for day in (20, 10):
        book(201, own, f"07-{day}", f"07-{day + 1}")
    assert stays(own) == ["2027-07-10", "2027-07-20"]
    assert send("GET", "/rooms/nowhere/bookings")[0] == 404


def run_tests(base_url):
    report = {"passed": [], "failed": []}
    with requests.Session() as session:
        service.update(session=session, url=base_url)
        for name, test in list(globals().items()):
            if not name.startswith("test_"):
                continue
            try:
                test()
                report["passed"].append(name)
            except Exception as error:
                report["failed"].append({"name": name, "message": str(error)})
                break  # one is enough to turn the service away
    return report
