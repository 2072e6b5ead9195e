import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a request is refused with, as RFC 9457 has it. */
class Problem extends Exception {
    record Mistake(String field, String message) {}

    private final int status;
    private final List<Mistake> errors;
    private final Map<String, String> headers;

    Problem(int status, String title) {
        this(status, title, List.of(), Map.of());
    }

    private Problem(int status, String title, List<Mistake> errors, Map<String, String> headers) {
        super(title);
        this.status = status;
        this.errors = errors;
        this.headers = headers;
    }

    static Problem notAllowed(List<String> methods) {
        var headers = Map.of("Allow", String.join(", ", methods));
        return new Problem(405, "This method is not allowed here", List.of(), headers);
    }

    static Problem invalid(List<Mistake> errors) {
        return new Problem(422, "This is not a valid todo", errors, Map.of());
    }

    Answer toAnswer() {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "about:blank");
        body.put("title", getMessage());
        body.put("status", status);
        if (!errors.isEmpty()) body.put("errors", errors);
        return new Answer(status, headers, body, "application/problem+json");
    }
}
