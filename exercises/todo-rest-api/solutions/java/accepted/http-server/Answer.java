import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;

/** Without a body, status and headers are sent alone. */
record Answer(int status, Map<String, String> headers, Object body, String type) {
    private static final Gson JSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    Answer(int status, Map<String, String> headers, Object body) {
        this(status, headers, body, "application/json");
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        if (body != null) exchange.getResponseHeaders().set("Content-Type", type);
        if (body == null || exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        var data = JSON.toJson(body).getBytes(UTF_8);
        exchange.sendResponseHeaders(status, data.length);
        exchange.getResponseBody().write(data);
    }
}
