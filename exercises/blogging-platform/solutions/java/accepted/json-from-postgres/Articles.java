import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

class Articles {
    /** What lists show of an article `a` by `u`; both of its parameters are the viewer, or null. */
    private static final String SUMMARY = """
        'slug', a.slug, 'title', a.title, 'description', a.description, 'tagList', a.tags,
        'createdAt', a.created_at, 'updatedAt', a.updated_at,
        'favorited', EXISTS (SELECT FROM favorites f WHERE f.article_id = a.id AND f.user_id = ?::bigint),
        'favoritesCount', (SELECT count(*) FROM favorites f WHERE f.article_id = a.id), 'author',
        """ + Users.PROFILE;
    private static final String ARTICLES = " FROM articles a JOIN users u ON u.id = a.author_id WHERE ";
    private static final String COMMENTS = """
        SELECT json_build_object('id', c.id, 'body', c.body, 'createdAt', c.created_at, 'updatedAt', c.updated_at, 'author',
        """ + Users.PROFILE + ") AS comment FROM comments c JOIN users u ON u.id = c.author_id WHERE ";

    private static final Map<String, String> FILTERS = Map.of(
        "tag", "? = ANY (a.tags)",
        "author", "u.username = ?",
        "favorited", "a.id IN (SELECT article_id FROM favorites JOIN users r ON r.id = user_id WHERE r.username = ?)");

    static Answer listFiltered(Request request) throws SQLException, Refusal {
        var where = new ArrayList<String>(List.of("true"));
        var values = new ArrayList<Object>();
        for (var filter : FILTERS.entrySet()) {
            var value = request.query(filter.getKey());
            if (value == null) continue;
            where.add(filter.getValue());
            values.add(value);
        }
        return list(request, String.join(" AND ", where), values);
    }

    static Answer listFeed(Request request) throws SQLException, Refusal {
        var where = "a.author_id IN (SELECT followee_id FROM follows WHERE follower_id = ?)";
        return list(request, where, List.of(request.viewerId()));
    }

    private static Answer list(Request request, String where, List<Object> values) throws SQLException, Refusal {
        var page = " LIMIT " + request.whole("limit", 20) + " OFFSET " + request.whole("offset", 0);
        var all = new ArrayList<Object>();
        all.add(request.viewerId());
        all.add(request.viewerId());
        all.addAll(values);
        var sql = "SELECT json_build_object(" + SUMMARY + ") AS article" + ARTICLES + where
            + " ORDER BY a.created_at DESC, a.id DESC" + page;
        var articles = Database.rows(sql, all.toArray()).stream().map(row -> Answer.parse(row.get("article"))).toList();
        var count = Database.row("SELECT count(*) AS count" + ARTICLES + where, values.toArray()).get("count");
        return new Answer(200, Map.of("articles", articles, "articlesCount", count));
    }

    static Answer publish(Request request) throws SQLException, Refusal {
        var given = request.member("article");
        var title = given.text("title");
        var slug = toSlug(title);
        Database.rows(
            """
            INSERT INTO articles (slug, author_id, title, description, body, tags)
            VALUES (?, ?, ?, ?, ?, ARRAY(SELECT json_array_elements_text(?::json)))
            """,
            slug, request.viewerId(), title, given.text("description"), given.text("body"), given.tags());
        return show(request, 201, slug);
    }

    static Answer show(Request request) throws SQLException, Refusal {
        return show(request, 200, request.parts().getFirst());
    }

    static Answer update(Request request) throws SQLException, Refusal {
        var before = own(request, find(request));
        var given = request.member("article");
        var title = given.textOr("title", before.get("title"));
        var slug = title.equals(before.get("title")) ? (String) before.get("slug") : toSlug(title);
        Database.rows(
            "UPDATE articles SET slug = ?, title = ?, description = ?, body = ?, updated_at = now() WHERE id = ?",
            slug, title,
            given.textOr("description", before.get("description")),
            given.textOr("body", before.get("body")),
            before.get("id"));
        return show(request, 200, slug);
    }

    static Answer delete(Request request) throws SQLException, Refusal {
        Database.rows("DELETE FROM articles WHERE id = ?", own(request, find(request)).get("id"));
        return new Answer(204, null);
    }

    static Answer favorite(Request request) throws SQLException, Refusal {
        var sql = "INSERT INTO favorites (article_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
        Database.rows(sql, find(request).get("id"), request.viewerId());
        return show(request);
    }

    static Answer unfavorite(Request request) throws SQLException, Refusal {
        var sql = "DELETE FROM favorites WHERE article_id = ? AND user_id = ?";
        Database.rows(sql, find(request).get("id"), request.viewerId());
        return show(request);
    }

    static Answer listComments(Request request) throws SQLException, Refusal {
        var sql = COMMENTS + "c.article_id = ? ORDER BY c.id DESC";
        var rows = Database.rows(sql, request.viewerId(), find(request).get("id"));
        return new Answer(200, Map.of("comments", rows.stream().map(row -> Answer.parse(row.get("comment"))).toList()));
    }

    static Answer addComment(Request request) throws SQLException, Refusal {
        var article = find(request);
        var body = request.member("comment").text("body");
        var added = Database.row(
            "INSERT INTO comments (article_id, author_id, body) VALUES (?, ?, ?) RETURNING id",
            article.get("id"), request.viewerId(), body);
        var row = Database.row(COMMENTS + "c.id = ?", request.viewerId(), added.get("id"));
        return Answer.of(201, "comment", row.get("comment"));
    }

    static Answer deleteComment(Request request) throws SQLException, Refusal {
        var sql = "SELECT * FROM comments WHERE article_id = ? AND id::text = ?";
        var comment = Database.row(sql, find(request).get("id"), request.parts().get(1));
        if (comment == null) throw new Refusal(404, "comment", "is unknown");
        Database.rows("DELETE FROM comments WHERE id = ?", own(request, comment).get("id"));
        return new Answer(204, null);
    }

    static Answer listTags(Request request) throws SQLException {
        var rows = Database.rows("SELECT DISTINCT unnest(tags) AS tag FROM articles ORDER BY tag");
        return new Answer(200, Map.of("tags", rows.stream().map(row -> row.get("tag")).toList()));
    }

    private static Answer show(Request request, int status, String slug) throws SQLException, Refusal {
        var sql = "SELECT json_build_object(" + SUMMARY + ", 'body', a.body) AS article" + ARTICLES + "a.slug = ?";
        var found = Database.row(sql, request.viewerId(), request.viewerId(), slug);
        if (found == null) throw new Refusal(404, "article", "is unknown");
        return Answer.of(status, "article", found.get("article"));
    }

    private static Map<String, Object> find(Request request) throws SQLException, Refusal {
        var found = Database.row("SELECT * FROM articles WHERE slug = ?", request.parts().getFirst());
        if (found == null) throw new Refusal(404, "article", "is unknown");
        return found;
    }

    private static Map<String, Object> own(Request request, Map<String, Object> row) throws Refusal {
        if (!row.get("author_id").equals(request.viewerId())) throw new Refusal(403, "author", "is somebody else");
        return row;
    }

    /** The title's words, and something that no other article has. */
    private static String toSlug(String title) {
        var words = title.toLowerCase().replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return (words + "-" + HexFormat.of().formatHex(Users.randomBytes(5))).replaceFirst("^-", "");
    }
}
