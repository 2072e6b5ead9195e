import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

public class Main {
    private static final Gson JSON = new Gson();
    private static final Pattern ROUTE = Pattern.compile("/limits/([a-z0-9-]{1,64})(/take)?");

    record Answer(int status, Object body) {}

    /** An answer that is not what was asked for. */
    static class Refusal extends Exception {
        final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        var server = HttpServer.create(address, 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", Main::handle);
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Answer answer;
            try {
                answer = route(exchange, body);
            } catch (Refusal refusal) {
                answer = new Answer(refusal.status, Map.of("error", refusal.getMessage()));
            } catch (IOException away) {
                answer = new Answer(503, Map.of("error", "the store does not answer"));
            }
            var data = JSON.toJson(answer.body()).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), data.length);
            exchange.getResponseBody().write(data);
        }
    }

    private static Answer route(HttpExchange exchange, String body) throws IOException, Refusal {
        var method = exchange.getRequestMethod();
        var path = exchange.getRequestURI().getPath();
        if (method.equals("GET") && path.equals("/healthz")) return new Answer(200, Map.of("status", "ok"));
        var match = ROUTE.matcher(path);
        if (!match.matches()) throw new Refusal(404, "there is nothing at this path");
        var name = match.group(1);
        return switch (method + (match.group(2) == null ? "" : match.group(2))) {
            case "PUT" -> define(name, parse(body));
            case "GET" -> new Answer(200, Limiter.find(name).orElseThrow(() -> unknown(name)));
            case "POST/take" -> take(exchange, name, parse(body));
            default -> throw new Refusal(405, "this method is not allowed here");
        };
    }

    private static Answer define(String name, JsonObject body) throws IOException, Refusal {
        var limit = wholeNumber(body.get("limit"), 1, 1000);
        var windowMs = wholeNumber(body.get("windowMs"), 100, 3_600_000);
        var definition = new Limiter.Definition(name, limit, windowMs);
        Limiter.define(definition);
        return new Answer(200, definition);
    }

    private static Answer take(HttpExchange exchange, String name, JsonObject body) throws IOException, Refusal {
        var sent = body.get("key");
        var isText = sent != null && sent.isJsonPrimitive() && sent.getAsJsonPrimitive().isString();
        var key = isText ? sent.getAsString() : "";
        if (key.isEmpty() || key.codePointCount(0, key.length()) > 200) {
            throw new Refusal(400, "key must be a string of 1-200 characters");
        }
        var taken = Limiter.take(name, key).orElseThrow(() -> unknown(name));
        var headers = exchange.getResponseHeaders();
        headers.set("RateLimit-Limit", String.valueOf(taken.limit()));
        headers.set("RateLimit-Remaining", String.valueOf(taken.remaining()));
        headers.set("RateLimit-Reset", toSeconds(taken.resetMs()));
        if (!taken.isAllowed()) headers.set("Retry-After", toSeconds(taken.retryAfterMs()));
        var told = Map.of("allowed", taken.isAllowed(), "remaining", taken.remaining());
        return new Answer(taken.isAllowed() ? 200 : 429, told);
    }

    private static Refusal unknown(String name) {
        return new Refusal(404, "nobody defined the limit " + name);
    }

    private static JsonObject parse(String body) throws Refusal {
        try {
            if (JsonParser.parseString(body) instanceof JsonObject object) return object;
        } catch (JsonParseException broken) {
            // Said below, as of JSON of another shape.
        }
        throw new Refusal(400, "the body must be a JSON object");
    }

    /** A number such as 2.5 or 1e3 is none. */
    private static int wholeNumber(JsonElement value, int least, int most) throws Refusal {
        if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
            var text = value.getAsString();
            if (text.matches("[0-9]{1,7}")) {
                var number = Integer.parseInt(text);
                if (number >= least && number <= most) return number;
            }
        }
        throw new Refusal(400, "limit must be an integer 1-1000, windowMs one of 100-3600000");
    }

    /** Rounded up: a client that waits that long gets in. */
    private static String toSeconds(long ms) {
        return String.valueOf((ms + 999) / 1000);
    }
}
