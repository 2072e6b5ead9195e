import java.util.Map;

/** Which todos of the list are wanted; null stands for whichever. */
record Page(String project, String done, int limit, int offset) {
    static Page of(Map<String, String> query) throws Problem {
        var done = query.get("done");
        if (done != null && !done.equals("true") && !done.equals("false")) {
            throw new Problem(400, "done must be true or false");
        }
        return new Page(
            query.get("project"), done, number(query, "limit", 20, 1, 100), number(query, "offset", 0, 0, 999_999_999));
    }

    boolean matches(Todo todo) {
        return (project == null || project.equals(todo.project()))
            && (done == null || done.equals(String.valueOf(todo.done())));
    }

    private static int number(Map<String, String> query, String name, int absent, int least, int most) throws Problem {
        var text = query.get(name);
        if (text == null) return absent;
        if (text.matches("[0-9]{1,9}")) {
            var number = Integer.parseInt(text);
            if (number >= least && number <= most) return number;
        }
        throw new Problem(400, name + " must be a whole number from " + least + " to " + most);
    }
}
