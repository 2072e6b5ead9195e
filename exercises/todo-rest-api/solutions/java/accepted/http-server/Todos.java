import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The todos in the order of their creation. Whoever calls holds the lock. */
class Todos {
    private final Map<String, Todo> byId = new LinkedHashMap<>();
    private int lastId = 0;

    Todo get(String id) throws Problem {
        var todo = byId.get(id);
        if (todo == null) throw new Problem(404, "There is no todo with this id");
        return todo;
    }

    Todo add(Todo wanted) {
        lastId += 1;
        return put(wanted.as(String.valueOf(lastId), 1));
    }

    /** One that is put again keeps its place. */
    Todo put(Todo todo) {
        byId.put(todo.id(), todo);
        return todo;
    }

    void remove(Todo todo) {
        byId.remove(todo.id());
    }

    Collection<Todo> list() {
        return byId.values();
    }
}
