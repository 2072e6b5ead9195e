import requests

CONSUMERS = ("mailer", "edge", "dashboard")


def run_tests(base_url):
    """Makes links until the service gives a slug twice."""
    failed, seen = [], set()
    with requests.Session() as session:
        while len(seen) < 1000 and not failed:
            try:
                slug = session.post(f"{base_url}/links", json={"url": "https://example.com/"}, timeout=5).json()["slug"]
            except (requests.RequestException, KeyError) as error:
                failed.append({"name": "gives a slug once", "message": repr(error)})
                break
            if slug in seen:
                failed.append({"name": "gives a slug once", "message": slug})
            seen.add(slug)
    passed = [] if failed else ["gives a slug once"]
    return {consumer: {"passed": passed, "failed": failed} for consumer in CONSUMERS}
