import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;

public class Main {
    private static final Gson JSON = new GsonBuilder().serializeNulls().create();

    public static void main(String[] arguments) throws IOException, SQLException {
        try (var connection = connect()) {
            connection.createStatement().execute(
                "CREATE TABLE IF NOT EXISTS users (id bigserial PRIMARY KEY, username text NOT NULL, email text NOT NULL,"
                    + " password_hash text NOT NULL, bio text, image text)");
        }
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        var server = HttpServer.create(address, 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/healthz", exchange -> send(exchange, 200, Map.of("status", "ok")));
        server.createContext("/api/users", Main::register);
        server.start();
    }

    private static void register(HttpExchange exchange) throws IOException {
        var body = JSON.fromJson(new String(exchange.getRequestBody().readAllBytes(), UTF_8), JsonObject.class);
        var user = body.getAsJsonObject("user");
        var shown = new LinkedHashMap<String, Object>();
        shown.put("username", user.get("username").getAsString());
        shown.put("email", user.get("email").getAsString());
        shown.put("bio", null);
        shown.put("image", null);
        // What has to stand in password_hash, and where do tokens come from?
        var sql = "INSERT INTO users (username, email, password_hash) VALUES (?, ?, '')";
        try (var connection = connect(); var insert = connection.prepareStatement(sql)) {
            insert.setObject(1, shown.get("username"));
            insert.setObject(2, shown.get("email"));
            insert.execute();
            send(exchange, 201, Map.of("user", shown));
        } catch (SQLException failure) {
            send(exchange, 500, Map.of("errors", Map.of("body", new String[] {failure.getMessage()})));
        }
    }

    private static Connection connect() throws SQLException {
        var url = URI.create(System.getenv("DATABASE_URL"));
        var login = url.getUserInfo().split(":");
        return DriverManager.getConnection(
            "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), login[0], login[1]);
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        var data = JSON.toJson(body).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, data.length);
        exchange.getResponseBody().write(data);
        exchange.close();
    }
}
