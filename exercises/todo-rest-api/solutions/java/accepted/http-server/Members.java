import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;

/** The members that a body names, all of them right. */
record Members(JsonObject named) {
    static Members of(JsonElement body, boolean isWhole) throws Problem {
        if (!body.isJsonObject()) throw new Problem(422, "A todo is an object");
        var named = body.getAsJsonObject();
        var mistakes = new ArrayList<Problem.Mistake>();
        for (var member : named.entrySet()) {
            var message = findMistake(member.getKey(), member.getValue());
            if (message != null) mistakes.add(new Problem.Mistake(member.getKey(), message));
        }
        if (isWhole && !named.has("title")) mistakes.add(new Problem.Mistake("title", "is required"));
        if (!mistakes.isEmpty()) throw Problem.invalid(mistakes);
        return new Members(named);
    }

    /** What is left out stays as it is. */
    Todo over(Todo todo) {
        var project = named.get("project");
        return new Todo(
            todo.id(),
            named.has("title") ? named.get("title").getAsString().strip() : todo.title(),
            named.has("done") ? named.get("done").getAsBoolean() : todo.done(),
            project == null ? todo.project() : project.isJsonNull() ? null : project.getAsString(),
            todo.version());
    }

    private static String findMistake(String field, JsonElement value) {
        return switch (field) {
            case "title" -> hasLength(textOf(value).strip(), 200) ? null : "must have 1 to 200 characters";
            case "done" -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean() ? null : "must be true or false";
            case "project" -> value.isJsonNull() || hasLength(textOf(value), 50) ? null : "must be null or have 1 to 50 characters";
            default -> "is not a member of a todo";
        };
    }

    /** Empty, and so refused, for what is no text. */
    private static String textOf(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString() ? value.getAsString() : "";
    }

    private static boolean hasLength(String text, int most) {
        return !text.isEmpty() && text.codePointCount(0, text.length()) <= most;
    }
}
