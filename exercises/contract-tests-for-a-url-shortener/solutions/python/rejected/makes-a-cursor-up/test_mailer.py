import unittest

from release import a_slug, moment, read, send, set_clock

URL = "https://Example.com/../spring?x=1#top"


def media_type(answer):
    return answer.headers.get("content-type", "").split(";")[0].strip().lower()


class MailerTest(unittest.TestCase):
    def make(self, key=None, **wish):
        return send("POST", "/links", {"url": URL, **wish}, key=key)

    def made(self, **wish):
        answer = self.make(**wish)
        self.assertEqual(answer.status_code, 201, wish)
        return answer.json()

    def assert_problem(self, answer, status, *fields):
        self.assertEqual(answer.status_code, status)
        self.assertEqual(media_type(answer), "application/problem+json")
        problem = answer.json()
        self.assertIsInstance(problem["type"], str)
        self.assertIsInstance(problem["title"], str)
        self.assertEqual(problem["status"], status)
        if fields:
            self.assertCountEqual([error["field"] for error in problem["errors"]], fields)
            for error in problem["errors"]:
                self.assertIsInstance(error["detail"], str)


class M1MakingALink(MailerTest):
    def test_makes_a_link(self):
        answer = self.make()
        link = answer.json()
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(media_type(answer), "application/json")
        self.assertEqual(link["url"], URL)
        self.assertIsNone(link["expiresAt"])
        found = send("GET", answer.headers["location"])
        self.assertEqual(found.status_code, 200)
        self.assertEqual(found.json()["slug"], link["slug"])

    def test_keeps_the_end(self):
        end = moment(hours=1)
        self.assertEqual(read(self.made(expiresAt=end)["expiresAt"]), read(end))

    def test_gives_every_link_a_slug_of_its_own(self):
        self.assertNotEqual(self.made()["slug"], self.made()["slug"])


class M2Aliases(MailerTest):
    def test_takes_an_alias_as_it_is(self):
        for alias in ("1-a", "y" * 30):
            with self.subTest(alias=alias):
                self.assertEqual(self.made(alias=alias)["slug"], alias)

    def test_refuses_what_is_no_alias(self):
        for alias in ("ya", "y" * 31, "Yes", "y.e.s", 123):
            with self.subTest(alias=alias):
                self.assert_problem(self.make(alias=alias), 400, "alias")

    def test_gives_an_alias_to_one_link(self):
        self.made(alias="taken")
        self.assert_problem(self.make(alias="taken"), 409)

    def test_keeps_the_alias_of_a_deleted_link(self):
        self.made(alias="deleted")
        send("DELETE", "/links/deleted")
        self.assert_problem(self.make(alias="deleted"), 409)

    def test_keeps_the_alias_of_a_link_that_has_expired(self):
        self.made(alias="expired", expiresAt=moment(minutes=1))
        set_clock(moment(minutes=2))
        self.assert_problem(self.make(alias="expired"), 409)


class M3Keys(MailerTest):
    def test_makes_one_link(self):
        first = self.make(key="one")
        second = self.make(key="one")
        self.assertEqual(first.status_code, 201)
        self.assertIn(second.status_code, (200, 201))
        self.assertEqual(first.json()["slug"], second.json()["slug"])

    def test_keeps_keys_apart(self):
        self.assertNotEqual(self.make(key="left").json()["slug"], self.make(key="right").json()["slug"])

    def test_refuses_another_url(self):
        self.make(key="two")
        self.assert_problem(self.make(key="two", url="https://example.com/autumn"), 422)

    def test_does_not_use_the_key_of_a_refused_request_up(self):
        self.assert_problem(self.make(key="three", alias="NO"), 400, "alias")
        self.assertEqual(self.make(key="three", alias="three").status_code, 201)


class M4Refusals(MailerTest):
    def test_refuses_what_is_no_url(self):
        for url in (None, 5, "spring", "ftp://example.com/", "https://example.com/" + "x" * 1981):
            with self.subTest(url=url):
                wish = {} if url is None else {"url": url}
                self.assert_problem(send("POST", "/links", wish), 400, "url")
        self.made(url="https://example.com/" + "x" * 1980)

    def test_refuses_an_end_that_is_not_later_than_now(self):
        for end in (moment(), moment(seconds=-1), "tomorrow"):
            with self.subTest(end=end):
                self.assert_problem(self.make(expiresAt=end), 400, "expiresAt")
        self.made(expiresAt=moment(seconds=1))

    def test_names_each_property_that_is_wrong(self):
        self.assert_problem(self.make(alias="N", expiresAt="x"), 400, "alias", "expiresAt")
        self.assert_problem(self.make(url="x", alias="N"), 400, "url", "alias")

    def test_leaves_the_release_usable(self):
        self.assert_problem(send("POST", "/links", ["no object"]), 400)
        a_slug()
