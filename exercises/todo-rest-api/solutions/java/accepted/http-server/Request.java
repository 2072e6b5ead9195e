import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A request that has arrived whole. */
record Request(String method, String path, String rawQuery, Headers headers, String body) {
    private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

    static Request read(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        return new Request(exchange.getRequestMethod(), uri.getPath(), uri.getRawQuery(), exchange.getRequestHeaders(), body);
    }

    /** The parts of a header that is a list; none when it is missing. */
    List<String> list(String header) {
        return headers.getOrDefault(header, List.of()).stream()
            .flatMap(line -> Stream.of(line.split(",")))
            .map(String::strip)
            .toList();
    }

    JsonElement json(String... types) throws Problem {
        var type = headers.getFirst("Content-Type");
        if (type == null || !List.of(types).contains(type.split(";", 2)[0].strip().toLowerCase())) {
            throw new Problem(415, "Send " + String.join(" or ", types));
        }
        // Gson is lenient where it may be; a reader of its own is not.
        try (var reader = new JsonReader(new StringReader(body))) {
            var element = ELEMENTS.read(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT) return element;
        } catch (IOException | RuntimeException broken) {
            // Said below.
        }
        throw new Problem(400, "The body is not JSON");
    }

    /** The last value of each parameter. */
    Map<String, String> query() {
        var values = new HashMap<String, String>();
        if (rawQuery == null) return values;
        for (var pair : rawQuery.split("&")) {
            var parts = pair.split("=", 2);
            values.put(URLDecoder.decode(parts[0], UTF_8), parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
        }
        return values;
    }
}
