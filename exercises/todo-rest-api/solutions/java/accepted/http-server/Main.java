import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

public class Main {
    private static final List<String> COLLECTION = List.of("GET", "HEAD", "POST");
    private static final List<String> ITEM = List.of("GET", "HEAD", "PUT", "PATCH", "DELETE");

    private static final Todos todos = new Todos();

    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        var server = HttpServer.create(address, 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", Main::handle);
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                var request = Request.read(exchange);
                synchronized (todos) { // one request at a time sees and changes the todos
                    answer = route(request);
                }
            } catch (Problem problem) {
                answer = problem.toAnswer();
            }
            answer.send(exchange);
        }
    }

    private static Answer route(Request request) throws Problem {
        var path = request.path();
        if (path.equals("/todos")) {
            return switch (request.method()) {
                case "GET", "HEAD" -> list(request);
                case "POST" -> create(request);
                default -> throw Problem.notAllowed(COLLECTION);
            };
        }
        if (!path.matches("/todos/[^/]+")) throw new Problem(404, "There is nothing at this path");
        var todo = todos.get(path.substring("/todos/".length()));
        return switch (request.method()) {
            case "GET", "HEAD" -> read(request, todo);
            case "PUT" -> replace(request, todo);
            case "PATCH" -> patch(request, todo);
            case "DELETE" -> delete(request, todo);
            default -> throw Problem.notAllowed(ITEM);
        };
    }

    private static Answer create(Request request) throws Problem {
        var members = Members.of(request.json("application/json"), true);
        var todo = todos.add(members.over(Todo.EMPTY));
        return new Answer(201, Map.of("Location", "/todos/" + todo.id(), "ETag", todo.etag()), todo.visible());
    }

    private static Answer list(Request request) throws Problem {
        var page = Page.of(request.query());
        var found = todos.list().stream().filter(page::matches).map(Todo::visible).toList();
        var items = found.stream().skip(page.offset()).limit(page.limit()).toList();
        return new Answer(200, Map.of(), Map.of("items", items, "total", found.size()));
    }

    private static Answer read(Request request, Todo todo) {
        var headers = Map.of("ETag", todo.etag());
        var known = request.list("If-None-Match").stream().map(tag -> tag.replaceFirst("^W/", "")).toList();
        return isListed(todo, known) ? new Answer(304, headers, null) : new Answer(200, headers, todo.visible());
    }

    private static Answer replace(Request request, Todo todo) throws Problem {
        var members = Members.of(request.json("application/json"), true);
        if (request.list("If-Match").isEmpty()) {
            throw new Problem(428, "Say with If-Match which version you replace");
        }
        return change(request, todo, members.over(Todo.EMPTY));
    }

    private static Answer patch(Request request, Todo todo) throws Problem {
        var members = Members.of(request.json("application/merge-patch+json", "application/json"), false);
        return change(request, todo, members.over(todo));
    }

    private static Answer change(Request request, Todo todo, Todo wanted) throws Problem {
        requireMatch(request, todo);
        var changed = todos.put(wanted.as(todo.id(), todo.version() + 1));
        return new Answer(200, Map.of("ETag", changed.etag()), changed.visible());
    }

    private static Answer delete(Request request, Todo todo) throws Problem {
        requireMatch(request, todo);
        todos.remove(todo);
        return new Answer(204, Map.of(), null);
    }

    private static void requireMatch(Request request, Todo todo) throws Problem {
        var wanted = request.list("If-Match");
        if (!wanted.isEmpty() && !isListed(todo, wanted)) {
            throw new Problem(412, "The todo has changed since you read it");
        }
    }

    private static boolean isListed(Todo todo, List<String> tags) {
        return tags.contains("*") || tags.contains(todo.etag());
    }
}
