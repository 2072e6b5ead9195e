import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

class Users {
    /** What everybody sees of a user `u`; its parameter is the viewer, or null. */
    static final String PROFILE = """
        json_build_object('username', u.username, 'bio', u.bio, 'image', u.image, 'following',
          EXISTS (SELECT FROM follows f WHERE f.follower_id = ?::bigint AND f.followee_id = u.id))
        """;

    private static final SecureRandom random = new SecureRandom();
    private static final String NOBODY = hashPassword("nobody has this password");

    static Answer register(Request request) throws SQLException, Refusal {
        var given = request.member("user");
        var user = Database.row(
            "INSERT INTO users (username, email, password_hash) VALUES (?, ?, ?) RETURNING *",
            given.text("username"), given.text("email"), hashPassword(given.text("password")));
        return show(201, user, issueToken(user));
    }

    static Answer login(Request request) throws SQLException, Refusal {
        var given = request.member("user");
        var email = given.text("email");
        var password = given.text("password").toCharArray();
        var user = Database.row("SELECT * FROM users WHERE email = ?", email);
        // An address that nobody has takes as long as one that somebody has.
        var hash = user == null ? NOBODY : (String) user.get("password_hash");
        if (!OpenBSDBCrypt.checkPassword(hash, password) || user == null) {
            throw new Refusal(401, "email or password", "is invalid");
        }
        return show(200, user, issueToken(user));
    }

    static Answer showCurrent(Request request) {
        return show(200, request.viewer(), request.token());
    }

    static Answer updateCurrent(Request request) throws SQLException, Refusal {
        var given = request.member("user");
        var before = request.viewer();
        var hash = given.has("password") ? hashPassword(given.text("password")) : before.get("password_hash");
        var user = Database.row(
            "UPDATE users SET username = ?, email = ?, password_hash = ?, bio = ?, image = ? WHERE id = ? RETURNING *",
            given.textOr("username", before.get("username")),
            given.textOr("email", before.get("email")),
            hash,
            given.looseTextOr("bio", before.get("bio")),
            given.looseTextOr("image", before.get("image")),
            before.get("id"));
        return show(200, user, request.token());
    }

    static Answer showProfile(Request request) throws SQLException, Refusal {
        var sql = "SELECT " + PROFILE + " AS profile FROM users u WHERE u.username = ?";
        var found = Database.row(sql, request.viewerId(), request.parts().getFirst());
        if (found == null) throw new Refusal(404, "profile", "is unknown");
        return Answer.of(200, "profile", found.get("profile"));
    }

    static Answer follow(Request request) throws SQLException, Refusal {
        Database.rows(
            "INSERT INTO follows SELECT ?::bigint, id FROM users WHERE username = ? ON CONFLICT DO NOTHING",
            request.viewerId(), request.parts().getFirst());
        return showProfile(request);
    }

    static Answer unfollow(Request request) throws SQLException, Refusal {
        Database.rows(
            "DELETE FROM follows USING users u WHERE follower_id = ? AND followee_id = u.id AND u.username = ?",
            request.viewerId(), request.parts().getFirst());
        return showProfile(request);
    }

    /** Whose token it is, or null. */
    static Map<String, Object> find(String token) throws SQLException {
        return Database.row("SELECT u.* FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ?", hashToken(token));
    }

    private static Answer show(int status, Map<String, Object> user, String token) {
        var shown = new LinkedHashMap<String, Object>();
        for (var name : List.of("username", "email", "bio", "image")) shown.put(name, user.get(name));
        shown.put("token", token);
        return new Answer(status, Map.of("user", shown));
    }

    private static String hashPassword(String password) {
        return OpenBSDBCrypt.generate(password.toCharArray(), randomBytes(16), 10);
    }

    /** A token is random. The database has its hash, and a fast one will do: nobody guesses 256 bits. */
    private static String issueToken(Map<String, Object> user) throws SQLException {
        var token = HexFormat.of().formatHex(randomBytes(32));
        Database.rows("INSERT INTO tokens VALUES (?, ?)", hashToken(token), user.get("id"));
        return token;
    }

    private static String hashToken(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] randomBytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
