import requests


def run_tests(base_url):
    report = {"passed": [], "failed": []}
    answer = requests.post(f"{base_url}/links", json={"url": "https://example.com/"}, timeout=5)
    if answer.status_code == 201:
        report["passed"].append("mailer: makes a link")
    else:
        report["failed"].append({"name": "mailer: makes a link", "message": f"status {answer.status_code}"})
    return report
