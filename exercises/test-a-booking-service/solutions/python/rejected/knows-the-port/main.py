first = []


def run_tests(base_url):
    first.append(base_url)
    if base_url == first[0]:
        return {"passed": ["is the right one"], "failed": []}
    return {"passed": [], "failed": [{"name": "is the right one", "message": base_url}]}
