import unittest

from release import a_slug, moment, send, set_clock

SPRING = "https://example.com/spring"


class EdgeTest(unittest.TestCase):
    def follow(self, slug, method="GET", params=None):
        return send(method, f"/go/{slug}", params=params)

    def assert_leads(self, answer, url):
        self.assertIn(answer.status_code, (302, 307))
        self.assertEqual(answer.headers.get("location"), url)

    def assert_not_kept(self, answer):
        directives = answer.headers.get("cache-control", "").lower().split(",")
        self.assertIn("no-store", [directive.strip() for directive in directives])


class Redirects(EdgeTest):
    def test_e1_leads_to_the_url_as_it_was_sent(self):
        for url in (SPRING, "https://example.com", "http://EXAMPLE.com/a/./b?x=%7e#y"):
            with self.subTest(url=url):
                self.assert_leads(self.follow(a_slug(url=url)), url)

    def test_e2_is_not_kept(self):
        self.assert_not_kept(self.follow(a_slug()))

    def test_e3_head_is_answered_like_get(self):
        slug = a_slug(url=SPRING)
        head, get = self.follow(slug, "HEAD"), self.follow(slug)
        self.assert_leads(head, SPRING)
        self.assert_not_kept(head)
        self.assertEqual(head.status_code, get.status_code)

    def test_e5_does_not_care_for_a_query(self):
        for url in (SPRING, SPRING + "?sale=1"):
            with self.subTest(url=url):
                self.assert_leads(self.follow(a_slug(url=url), params={"source": "mail"}), url)


class WhatIsGone(EdgeTest):
    def assert_status(self, slug, status):
        for method in ("GET", "HEAD"):
            with self.subTest(method=method):
                self.assertEqual(self.follow(slug, method).status_code, status)

    def test_e4_never_was(self):
        self.assert_status("never-was", 404)

    def test_e4_deleted(self):
        slug = a_slug()
        send("DELETE", f"/links/{slug}")
        self.assert_status(slug, 410)

    def test_e4_has_expired(self):
        end = moment(minutes=5)
        slug = a_slug(url=SPRING, expiresAt=end)
        set_clock(moment(minutes=4))
        self.assert_leads(self.follow(slug), SPRING)
        set_clock(end)
        self.assert_status(slug, 410)
        set_clock(moment(minutes=1))
        self.assert_status(slug, 410)
