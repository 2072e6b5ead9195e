import java.util.LinkedHashMap;
import java.util.Map;

record Todo(String id, String title, boolean done, String project, int version) {
    /** What a client that says nothing gets. */
    static final Todo EMPTY = new Todo(null, null, false, null, 0);

    Todo as(String id, int version) {
        return new Todo(id, title, done, project, version);
    }

    String etag() {
        return "\"" + id + "." + version + "\"";
    }

    Map<String, Object> visible() {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", id);
        members.put("title", title);
        members.put("done", done);
        members.put("project", project);
        return members;
    }
}
