import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;

/** What handlers know of a request. The viewer is null without a token that was given out. */
record Request(Map<String, Object> viewer, String token, List<String> parts, String rawQuery, String body) {
    static String tokenOf(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        return header != null && header.matches("Token \\S+") ? header.substring("Token ".length()) : "";
    }

    Object viewerId() {
        return viewer == null ? null : viewer.get("id");
    }

    /** The object in which the body wraps what it is about. */
    Given member(String name) throws Refusal {
        JsonElement whole;
        try {
            whole = JsonParser.parseString(body);
        } catch (JsonParseException broken) {
            throw new Refusal(400, "body", "is not JSON");
        }
        var member = whole.isJsonObject() ? whole.getAsJsonObject().get(name) : null;
        if (member == null || !member.isJsonObject()) throw new Refusal(422, name, "must be an object");
        return new Given(member.getAsJsonObject());
    }

    /** The last value of a parameter, or null. */
    String query(String name) {
        String value = null;
        for (var pair : rawQuery == null ? new String[0] : rawQuery.split("&")) {
            var sides = pair.split("=", 2);
            if (sides[0].equals(name)) value = sides.length < 2 ? "" : URLDecoder.decode(sides[1], UTF_8);
        }
        return value == null ? null : searchable(value);
    }

    int whole(String name, int absent) throws Refusal {
        var value = query(name);
        if (value == null) return absent;
        if (!value.matches("[0-9]{1,9}")) throw new Refusal(422, name, "must be a whole number");
        return Integer.parseInt(value);
    }

    /** What cannot be stored becomes a character that nothing is named with. */
    static String searchable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
