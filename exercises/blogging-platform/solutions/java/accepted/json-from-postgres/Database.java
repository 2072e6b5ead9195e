import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

class Database {
    private static final String SCHEMA = """
        CREATE TABLE IF NOT EXISTS users (
          id bigserial PRIMARY KEY, username text NOT NULL UNIQUE, email text NOT NULL UNIQUE,
          password_hash text NOT NULL, bio text, image text
        );
        CREATE TABLE IF NOT EXISTS tokens (hash text PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
        CREATE TABLE IF NOT EXISTS follows (
          follower_id bigint REFERENCES users, followee_id bigint REFERENCES users, PRIMARY KEY (follower_id, followee_id)
        );
        CREATE TABLE IF NOT EXISTS articles (
          id bigserial PRIMARY KEY, slug text NOT NULL UNIQUE, author_id bigint NOT NULL REFERENCES users,
          title text NOT NULL, description text NOT NULL, body text NOT NULL, tags text[] NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX IF NOT EXISTS articles_by_age ON articles (created_at DESC, id DESC);
        CREATE INDEX IF NOT EXISTS articles_by_tag ON articles USING gin (tags);
        CREATE TABLE IF NOT EXISTS favorites (
          article_id bigint REFERENCES articles ON DELETE CASCADE, user_id bigint REFERENCES users,
          PRIMARY KEY (article_id, user_id)
        );
        CREATE TABLE IF NOT EXISTS comments (
          id serial PRIMARY KEY, article_id bigint NOT NULL REFERENCES articles ON DELETE CASCADE,
          author_id bigint NOT NULL REFERENCES users, body text NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
        );
        """;

    private static final Semaphore places = new Semaphore(10, true);
    private static final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

    static void makeTables() throws SQLException {
        try (var connection = connect(new Properties())) {
            connection.createStatement().execute(SCHEMA);
        }
    }

    /** The rows of a query; none of a statement that has no rows. */
    static List<Map<String, Object>> rows(String sql, Object... values) throws SQLException {
        places.acquireUninterruptibly();
        try {
            var kept = idle.poll();
            var connection = kept != null ? kept : connect(new Properties());
            try {
                return ask(connection, sql, values);
            } finally {
                if (!connection.isClosed()) idle.add(connection);
            }
        } finally {
            places.release();
        }
    }

    static Map<String, Object> row(String sql, Object... values) throws SQLException {
        var found = rows(sql, values);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static List<Map<String, Object>> ask(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) statement.setObject(index + 1, values[index]);
            var found = new ArrayList<Map<String, Object>>();
            if (!statement.execute()) return found;
            try (var rows = statement.getResultSet()) {
                var columns = rows.getMetaData();
                while (rows.next()) {
                    var row = new LinkedHashMap<String, Object>();
                    for (int index = 1; index <= columns.getColumnCount(); index++) {
                        row.put(columns.getColumnLabel(index), rows.getObject(index));
                    }
                    found.add(row);
                }
            }
            return found;
        }
    }

    /** On a connection of its own: a database that is gone answers nothing, not even an error. */
    static boolean answersWithin(int seconds) {
        var impatient = new Properties();
        for (var name : List.of("connectTimeout", "loginTimeout", "socketTimeout")) {
            impatient.setProperty(name, String.valueOf(seconds));
        }
        try (var connection = connect(impatient)) {
            return !ask(connection, "SELECT 1").isEmpty();
        } catch (SQLException away) {
            return false;
        }
    }

    static boolean isTaken(SQLException failure) {
        return "23505".equals(failure.getSQLState());
    }

    static String takenField(SQLException failure) {
        var match = Pattern.compile("_(username|email|slug)_key").matcher(failure.getMessage());
        return match.find() ? match.group(1) : "body";
    }

    private static Connection connect(Properties properties) throws SQLException {
        var url = URI.create(System.getenv("DATABASE_URL"));
        var login = url.getUserInfo().split(":");
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login[1]);
        return DriverManager.getConnection(
            "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), properties);
    }
}
