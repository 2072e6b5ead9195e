import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Decides about takes in Redis: one script, so that nothing comes between counting and adding, and one clock. */
class Limiter {
    record Definition(String name, int limit, int windowMs) {}

    record Taken(boolean isAllowed, long limit, long remaining, long retryAfterMs, long resetMs) {}

    /** Answers nothing when nobody defined the limit. */
    private static final String TAKE = """
        local limit, window = unpack(redis.call('HMGET', KEYS[1], 'limit', 'windowMs'))
        if not limit then return {} end
        limit, window = tonumber(limit), tonumber(window)
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
        local used = redis.call('ZCARD', KEYS[2])
        local allowed = used < limit
        if allowed then
          used = used + 1
          redis.call('ZADD', KEYS[2], now, ARGV[1])
          redis.call('PEXPIRE', KEYS[2], window)
        end
        local last_in_the_way = math.max(0, used - limit)
        local oldest = redis.call('ZRANGE', KEYS[2], last_in_the_way, last_in_the_way, 'WITHSCORES')[2]
        local newest = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
        return { allowed and 1 or 0, limit, math.max(0, limit - used), oldest + window - now, newest + window - now }
        """;

    static void define(Definition one) throws IOException {
        ask("HSET", "limit:" + one.name(), "limit", one.limit(), "windowMs", one.windowMs());
    }

    static Optional<Definition> find(String name) throws IOException {
        var found = (List<?>) ask("HMGET", "limit:" + name, "limit", "windowMs");
        if (found.get(0) == null) return Optional.empty();
        return Optional.of(new Definition(name, toInt(found.get(0)), toInt(found.get(1))));
    }

    static Optional<Taken> take(String name, String key) throws IOException {
        var answer = ask("EVAL", TAKE, 2, "limit:" + name, "takes:" + name + ":" + key, UUID.randomUUID());
        var told = ((List<?>) answer).stream().map(Long.class::cast).toList();
        if (told.isEmpty()) return Optional.empty();
        return Optional.of(new Taken(told.get(0) == 1, told.get(1), told.get(2), told.get(3), told.get(4)));
    }

    /** A new connection each time: none is left over from before Redis went away. */
    private static Object ask(Object... words) throws IOException {
        try (var redis = new Redis(System.getenv("REDIS_URL"))) {
            return redis.call(words);
        }
    }

    private static int toInt(Object text) {
        return Integer.parseInt((String) text);
    }
}
