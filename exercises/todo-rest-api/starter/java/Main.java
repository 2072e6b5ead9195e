import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

public class Main {
    record Todo(String id, String title, boolean done, String project) {}

    private static final Gson JSON = new GsonBuilder().serializeNulls().create();
    private static final Map<String, Todo> todos = new HashMap<>();
    private static int lastId = 0;

    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        // Without an executor it answers one request after the other.
        var server = HttpServer.create(address, 64);
        server.createContext("/", Main::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();

        if (exchange.getRequestMethod().equals("POST") && path.equals("/todos")) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var sent = JSON.fromJson(body, Todo.class);
            var todo = new Todo(String.valueOf(++lastId), sent.title(), sent.done(), sent.project());
            todos.put(todo.id(), todo);
            send(exchange, 200, todo); // Is 200 the right answer to a creation? And where is the new todo?
            return;
        }

        var todo = todos.get(path.replace("/todos/", ""));
        if (exchange.getRequestMethod().equals("GET") && todo != null) {
            send(exchange, 200, todo);
            return;
        }

        send(exchange, 404, Map.of("message", "not found"));
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        var data = JSON.toJson(body).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, data.length);
        exchange.getResponseBody().write(data);
        exchange.close();
    }
}
