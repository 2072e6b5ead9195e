import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

public class Main {
    interface Handler {
        Answer answer(Request request) throws SQLException, Refusal;
    }

    /** A `*` in the path stands for one part of it. */
    record Route(String method, Pattern path, boolean needsToken, Handler handler) {
        static Route open(String method, String path, Handler handler) {
            return new Route(method, toPattern(path), false, handler);
        }

        static Route forUsers(String method, String path, Handler handler) {
            return new Route(method, toPattern(path), true, handler);
        }

        private static Pattern toPattern(String path) {
            return Pattern.compile("/api" + path.replace("*", "([^/]+)"));
        }
    }

    private static final List<Route> ROUTES = List.of(
        Route.open("POST", "/users", Users::register),
        Route.open("POST", "/users/login", Users::login),
        Route.forUsers("GET", "/user", Users::showCurrent),
        Route.forUsers("PUT", "/user", Users::updateCurrent),
        Route.open("GET", "/profiles/*", Users::showProfile),
        Route.forUsers("POST", "/profiles/*/follow", Users::follow),
        Route.forUsers("DELETE", "/profiles/*/follow", Users::unfollow),
        Route.open("GET", "/articles", Articles::listFiltered),
        Route.forUsers("GET", "/articles/feed", Articles::listFeed),
        Route.forUsers("POST", "/articles", Articles::publish),
        Route.open("GET", "/articles/*", Articles::show),
        Route.forUsers("PUT", "/articles/*", Articles::update),
        Route.forUsers("DELETE", "/articles/*", Articles::delete),
        Route.open("GET", "/articles/*/comments", Articles::listComments),
        Route.forUsers("POST", "/articles/*/comments", Articles::addComment),
        Route.forUsers("DELETE", "/articles/*/comments/*", Articles::deleteComment),
        Route.forUsers("POST", "/articles/*/favorite", Articles::favorite),
        Route.forUsers("DELETE", "/articles/*/favorite", Articles::unfavorite),
        Route.open("GET", "/tags", Articles::listTags));

    public static void main(String[] arguments) throws IOException, SQLException {
        Database.makeTables();
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        var server = HttpServer.create(address, 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", Main::handle);
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        var startedAt = System.nanoTime();
        var given = exchange.getRequestHeaders().getFirst("X-Request-Id");
        var isProper = given != null && given.matches("[A-Za-z0-9._-]{1,64}");
        var requestId = isProper ? given : UUID.randomUUID().toString();
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var answer = answer(exchange, body, requestId);
            exchange.getResponseHeaders().set("X-Request-Id", requestId);
            answer.send(exchange);
            var line = new LinkedHashMap<String, Object>();
            line.put("requestId", requestId);
            line.put("method", exchange.getRequestMethod());
            line.put("path", exchange.getRequestURI().getRawPath());
            line.put("status", answer.status());
            line.put("durationMs", (System.nanoTime() - startedAt) / 1_000_000);
            System.out.println(Answer.JSON.toJson(line));
        }
    }

    private static Answer answer(HttpExchange exchange, String body, String requestId) {
        try {
            return route(exchange, body);
        } catch (Refusal refusal) {
            return refusal.toAnswer();
        } catch (SQLException failure) {
            if (Database.isTaken(failure)) return new Refusal(422, Database.takenField(failure), "is already taken").toAnswer();
            System.err.println("request " + requestId + " failed: " + failure.getMessage());
            return new Refusal(500, "body", "something went wrong").toAnswer();
        }
    }

    private static Answer route(HttpExchange exchange, String body) throws SQLException, Refusal {
        var method = exchange.getRequestMethod();
        var path = exchange.getRequestURI().getPath();
        if (method.equals("GET") && path.equals("/healthz")) return health();
        for (var route : ROUTES) {
            var match = route.path().matcher(path);
            if (!route.method().equals(method) || !match.matches()) continue;
            var token = Request.tokenOf(exchange);
            var viewer = Users.find(token);
            if (route.needsToken() && viewer == null) throw new Refusal(401, "token", "is missing or invalid");
            var query = exchange.getRequestURI().getRawQuery();
            return route.handler().answer(new Request(viewer, token, partsOf(match), query, body));
        }
        throw new Refusal(404, "path", "is unknown");
    }

    private static List<String> partsOf(MatchResult match) {
        return IntStream.rangeClosed(1, match.groupCount()).mapToObj(match::group).map(Request::searchable).toList();
    }

    private static Answer health() {
        var isWell = Database.answersWithin(1);
        return new Answer(isWell ? 200 : 503, Map.of("status", isWell ? "ok" : "the database does not answer"));
    }
}
