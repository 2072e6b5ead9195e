import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;

public class Main {
    record Limit(String name, int limit, int windowMs) {}

    private static final Gson JSON = new Gson();

    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        var server = HttpServer.create(address, 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/healthz", exchange -> send(exchange, 200, Map.of("status", "ok")));
        server.createContext("/limits/", Main::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath().split("/");
        var name = path[2];
        var call = exchange.getRequestMethod() + (path.length > 3 ? " " + path[3] : "");
        try (var redis = new Redis(System.getenv("REDIS_URL"))) {
            switch (call) {
                case "PUT" -> {
                    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    var sent = JSON.fromJson(body, JsonObject.class);
                    var limit = new Limit(name, sent.get("limit").getAsInt(), sent.get("windowMs").getAsInt());
                    redis.call("HSET", "limit:" + name, "limit", limit.limit(), "windowMs", limit.windowMs());
                    send(exchange, 200, limit);
                }
                case "GET" -> {
                    var limit = (String) redis.call("HGET", "limit:" + name, "limit");
                    var windowMs = (String) redis.call("HGET", "limit:" + name, "windowMs");
                    if (limit == null) send(exchange, 404, Map.of("error", "nobody defined the limit " + name));
                    else send(exchange, 200, new Limit(name, Integer.parseInt(limit), Integer.parseInt(windowMs)));
                }
                // Every client may pass, for now: count the takes of each key, and refuse with 429 when there were too many.
                case "POST take" -> {
                    var limit = Integer.parseInt((String) redis.call("HGET", "limit:" + name, "limit"));
                    send(exchange, 200, Map.of("allowed", true, "remaining", limit - 1));
                }
                default -> send(exchange, 404, Map.of("error", "there is nothing at this path"));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        var data = JSON.toJson(body).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, data.length);
        exchange.getResponseBody().write(data);
        exchange.close();
    }
}
