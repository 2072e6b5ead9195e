import unittest

from release import a_slug, moment, read, send, set_clock

URL = "https://example.com/spring"


class DashboardTest(unittest.TestCase):
    def link(self, slug):
        answer = send("GET", f"/links/{slug}")
        self.assertEqual(answer.status_code, 200)
        return answer.json()

    def page(self, limit, cursor=None):
        params = {"limit": limit} if cursor is None else {"limit": limit, "cursor": cursor}
        answer = send("GET", "/links", params=params)
        self.assertEqual(answer.status_code, 200)
        page = answer.json()
        self.assertLessEqual(len(page["links"]), limit)
        return page

    def links(self, limit, page=None):
        """All links from a page on, or from the first one."""
        page = page or self.page(limit)
        found = list(page["links"])
        while page["next"] is not None:
            page = self.page(limit, page["next"])
            found += page["links"]
        return found

    def slugs(self, limit, page=None):
        return [link["slug"] for link in self.links(limit, page)]

    def fresh(self, count):
        """So many links and no others, the last one first."""
        while links := self.page(50)["links"]:
            for link in links:
                send("DELETE", f"/links/{link['slug']}")
        return [a_slug() for _ in range(count)][::-1]


class Links(DashboardTest):
    def assert_link(self, link, slug, clicks, made, end):
        self.assertEqual((link["slug"], link["url"], link["clicks"]), (slug, URL, clicks))
        self.assertIs(type(link["clicks"]), int)
        self.assertEqual(read(link["createdAt"]), read(made))
        self.assertEqual(link["expiresAt"] and read(link["expiresAt"]), end and read(end))

    def test_d1_look_the_same_alone_and_in_a_list(self):
        made, end = moment(), moment(hours=1)
        for wish in ({}, {"expiresAt": end}):
            with self.subTest(wish=wish):
                slug = a_slug(url=URL, **wish)
                send("GET", f"/go/{slug}")
                self.assert_link(self.link(slug), slug, 1, made, wish.get("expiresAt"))
                self.assert_link(self.page(50)["links"][0], slug, 1, made, wish.get("expiresAt"))

    def test_d2_count_redirects_and_nothing_else(self):
        slug = a_slug(expiresAt=moment(minutes=1))
        send("HEAD", f"/go/{slug}")
        self.assertEqual(self.link(slug)["clicks"], 0)
        for count in (1, 2, 3):
            send("GET", f"/go/{slug}")
            self.assertEqual(self.link(slug)["clicks"], count)
        set_clock(moment(hours=1))
        send("GET", f"/go/{slug}")
        self.assertEqual(self.link(slug)["clicks"], 3)

    def test_d4_are_gone_when_they_are_deleted(self):
        slug = a_slug()
        self.assertEqual(send("DELETE", f"/links/{slug}").status_code, 204)
        self.assertEqual(send("GET", f"/links/{slug}").status_code, 404)
        self.assertEqual(send("DELETE", f"/links/{slug}").status_code, 404)
        self.assertNotIn(slug, self.slugs(50))


class Lists(DashboardTest):
    def test_d3_have_each_link_once(self):
        slugs = self.fresh(5)
        for limit in (1, 2, 3, 50):
            with self.subTest(limit=limit):
                self.assertEqual(self.slugs(limit), slugs)

    def test_d3_stay_when_a_link_is_made(self):
        slugs = self.fresh(4)
        first = self.page(2)
        a_slug()
        self.assertEqual(self.slugs(2, first), slugs)

    def test_d3_stay_when_a_link_is_deleted(self):
        slugs = self.fresh(4)
        first = self.page(2)
        send("DELETE", f"/links/{slugs[0]}")
        self.assertEqual(self.slugs(2, first), slugs)

    def test_d3_have_links_that_have_expired(self):
        slug = a_slug(expiresAt=moment(minutes=1))
        set_clock(moment(hours=1))
        self.assertIn(slug, self.slugs(50))

    def test_d3_take_a_limit_from_1_to_50(self):
        for limit, status in ((0, 400), (1, 200), (50, 200), (51, 400), ("all", 400)):
            with self.subTest(limit=limit):
                self.assertEqual(send("GET", "/links", params={"limit": limit}).status_code, status)

    def test_d3_take_no_cursor_that_is_none(self):
        self.assertEqual(send("GET", "/links", params={"cursor": "nowhere"}).status_code, 400)
