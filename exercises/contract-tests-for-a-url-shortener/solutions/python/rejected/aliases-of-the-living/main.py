import datetime

import requests

SPRING = "https://example.com/spring"
START = datetime.datetime(2027, 3, 1, 9, tzinfo=datetime.timezone.utc)
release = {}


def send(method, path, json=None, key=None, params=None):
    headers = {"Idempotency-Key": key} if key else {}
    url = path if path.startswith("http") else release["url"] + path
    return release["session"].request(
        method, url, json=json, headers=headers, params=params, allow_redirects=False, timeout=5
    )


def at(minutes):
    return (release["now"] + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(time):
    return datetime.datetime.fromisoformat(time)


def set_clock(time):
    send("PUT", "/clock", {"now": time})
    release["now"] = parse(time)


def make(key=None, **wish):
    return send("POST", "/links", {"url": SPRING, **wish}, key=key)


def a_slug(**wish):
    return make(**wish).json()["slug"]


def is_problem(answer, status, *fields):
    assert answer.status_code == status, answer.status_code
    assert answer.headers["content-type"].startswith("application/problem+json")
    if fields:
        assert sorted(error["field"] for error in answer.json()["errors"]) == sorted(fields)


def is_redirect(answer, url=SPRING):
    assert answer.status_code in (302, 307), answer.status_code
    assert answer.headers["location"] == url, answer.headers["location"]


def page(limit, cursor=None):
    answer = send("GET", "/links", params={"limit": limit, "cursor": cursor})
    assert answer.status_code == 200, answer.status_code
    return answer.json()


def slugs(limit, first=None):
    found = []
    answer = first or page(limit)
    while True:
        found += [link["slug"] for link in answer["links"]]
        if answer["next"] is None:
            return found
        answer = page(limit, answer["next"])


def fresh(count):
    for slug in slugs(50):
        send("DELETE", f"/links/{slug}")
    return [a_slug() for _ in range(count)][::-1]


def mailer_link():
    answer = make()
    link = answer.json()
    assert answer.status_code == 201
    assert link["url"] == SPRING and link["expiresAt"] is None
    assert send("GET", answer.headers["location"]).json()["slug"] == link["slug"]
    end = at(60)
    assert parse(make(expiresAt=end).json()["expiresAt"]) == parse(end)


def mailer_aliases():
    assert a_slug(alias="abc") == "abc"
    for alias in ("ab", "a" * 31, "Abc"):
        is_problem(make(alias=alias), 400, "alias")
    is_problem(make(alias="abc"), 409)


def mailer_keys():
    assert make(key="one").json()["slug"] == make(key="one").json()["slug"]
    is_problem(make(key="one", url="https://example.com/autumn"), 422)
    is_problem(make(key="two", url="spring"), 400)
    assert make(key="two").status_code == 201


def mailer_refusals():
    is_problem(make(expiresAt=at(0)), 400, "expiresAt")
    is_problem(make(url="spring", alias="A"), 400, "url", "alias")


def edge_redirects():
    for url in (SPRING, "https://example.com", "https://EXAMPLE.com/"):
        is_redirect(send("GET", f"/go/{a_slug(url=url)}"), url)
    answer = send("GET", f"/go/{a_slug()}?source=mail")
    is_redirect(answer)
    assert "no-store" in answer.headers["cache-control"].lower()
    is_redirect(send("HEAD", f"/go/{a_slug()}"))


def edge_gone():
    assert send("GET", "/go/never-was").status_code == 404
    slug = a_slug()
    send("DELETE", f"/links/{slug}")
    assert send("GET", f"/go/{slug}").status_code == 410
    end = at(10)
    slug = a_slug(expiresAt=end)
    is_redirect(send("GET", f"/go/{slug}"))
    set_clock(end)
    assert send("GET", f"/go/{slug}").status_code == 410


def dashboard_links():
    (slug,) = fresh(1)
    send("GET", f"/go/{slug}")
    for link in (send("GET", f"/links/{slug}").json(), page(50)["links"][0]):
        assert link["clicks"] == 1
        assert parse(link["createdAt"]) == release["now"]
    assert send("DELETE", f"/links/{slug}").status_code == 204
    assert send("GET", f"/links/{slug}").status_code == 404


def dashboard_clicks():
    slug = a_slug(expiresAt=at(10))
    for method in ("GET", "HEAD", "GET"):
        send(method, f"/go/{slug}")
    set_clock(at(60))
    send("GET", f"/go/{slug}")
    assert send("GET", f"/links/{slug}").json()["clicks"] == 2


def dashboard_lists():
    made = fresh(5)
    assert slugs(2) == made
    first = page(2)
    a_slug()
    assert slugs(2, first) == made
    for limit in (0, 51):
        assert send("GET", "/links", params={"limit": limit}).status_code == 400


TESTS = {
    "mailer": [mailer_link, mailer_aliases, mailer_keys, mailer_refusals],
    "edge": [edge_redirects, edge_gone],
    "dashboard": [dashboard_links, dashboard_clicks, dashboard_lists],
}


def run_tests(base_url):
    report = {}
    with requests.Session() as session:
        release.update(session=session, url=base_url, now=START)
        for consumer, tests in TESTS.items():
            part = report[consumer] = {"passed": [], "failed": []}
            for test in tests:
                try:
                    test()
                    part["passed"].append(test.__name__)
                except Exception as error:
                    part["failed"].append({"name": test.__name__, "message": repr(error)})
    return report
