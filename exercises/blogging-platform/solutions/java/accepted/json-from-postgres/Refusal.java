import java.util.List;
import java.util.Map;

/** An answer that is not what was asked for: the status, the field that is wrong, and a sentence about it. */
class Refusal extends Exception {
    private final int status;
    private final String field;

    Refusal(int status, String field, String message) {
        super(message);
        this.status = status;
        this.field = field;
    }

    Answer toAnswer() {
        return new Answer(status, Map.of("errors", Map.of(field, List.of(getMessage()))));
    }
}
