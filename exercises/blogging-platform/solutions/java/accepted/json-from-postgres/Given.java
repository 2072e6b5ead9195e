import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashSet;

/** The members of an object that a client sent. */
record Given(JsonObject members) {
    boolean has(String name) {
        return members.has(name);
    }

    String text(String name) throws Refusal {
        return text(name, members.get(name));
    }

    private static String text(String name, JsonElement value) throws Refusal {
        if (!isText(value) || value.getAsString().isBlank()) throw new Refusal(422, name, "can't be blank");
        return storable(name, value.getAsString());
    }

    /** The text that is given, or what there was before. */
    String textOr(String name, Object before) throws Refusal {
        return has(name) ? text(name) : (String) before;
    }

    /** A text that may be empty or null. */
    String looseTextOr(String name, Object before) throws Refusal {
        if (!has(name)) return (String) before;
        var value = members.get(name);
        if (value.isJsonNull()) return null;
        if (!isText(value)) throw new Refusal(422, name, "must be a string");
        return storable(name, value.getAsString());
    }

    /** Each tag once, as JSON. */
    String tags() throws Refusal {
        var value = members.get("tagList");
        if (value == null || value.isJsonNull()) return "[]";
        if (!(value instanceof JsonArray list)) throw new Refusal(422, "tagList", "must be a list");
        var tags = new LinkedHashSet<String>();
        for (var tag : list) tags.add(text("tagList", tag));
        return Answer.JSON.toJson(tags);
    }

    private static boolean isText(JsonElement value) {
        return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    }

    /** PostgreSQL stores every character but U+0000, and no half of a surrogate pair. */
    private static String storable(String name, String text) throws Refusal {
        var hasHalves = text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF);
        if (hasHalves || text.indexOf('\0') >= 0) {
            throw new Refusal(422, name, "must hold characters that can be stored");
        }
        return text;
    }
}
