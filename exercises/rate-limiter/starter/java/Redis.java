import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A connection to Redis. What the two say to each other (RESP) is simple enough to need no library. */
class Redis implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Redis(String url) throws IOException {
        var uri = URI.create(url);
        socket = new Socket(uri.getHost(), uri.getPort());
        in = new BufferedInputStream(socket.getInputStream());
        var login = uri.getUserInfo().split(":");
        call("AUTH", login[0], login[1]);
    }

    /** Sends a command. The answer is a String, a Long, a List of answers, or null. */
    Object call(Object... words) throws IOException {
        var message = new ByteArrayOutputStream();
        message.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
        for (var word : words) {
            var data = String.valueOf(word).getBytes(UTF_8);
            message.writeBytes(("$" + data.length + "\r\n").getBytes(UTF_8));
            message.writeBytes(data);
            message.writeBytes("\r\n".getBytes(UTF_8));
        }
        socket.getOutputStream().write(message.toByteArray());
        return read();
    }

    private Object read() throws IOException {
        var line = readLine();
        var rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> readText(Integer.parseInt(rest));
            case '*' -> readList(Integer.parseInt(rest));
            default -> throw new IOException(rest);
        };
    }

    private String readText(int length) throws IOException {
        if (length < 0) return null;
        var data = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(data, UTF_8);
    }

    private List<Object> readList(int length) throws IOException {
        if (length < 0) return null;
        var answers = new ArrayList<>();
        for (int i = 0; i < length; i++) answers.add(read());
        return answers;
    }

    private String readLine() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) throw new EOFException("Redis closed the connection");
            line.append((char) next);
        }
        in.skipNBytes(1);
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
