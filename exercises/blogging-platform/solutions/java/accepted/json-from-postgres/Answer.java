import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;

/** Without a body only the status is sent. */
record Answer(int status, Object body) {
    static final Gson JSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    /** An answer with one member, which PostgreSQL has made JSON of. */
    static Answer of(int status, String member, Object json) {
        return new Answer(status, Map.of(member, parse(json)));
    }

    static JsonElement parse(Object json) {
        return JsonParser.parseString(json.toString());
    }

    void send(HttpExchange exchange) throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        var data = JSON.toJson(body).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, data.length);
        exchange.getResponseBody().write(data);
    }
}
