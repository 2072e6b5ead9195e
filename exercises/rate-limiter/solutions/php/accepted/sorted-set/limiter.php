<?php

declare(strict_types=1);

/** Decides about takes in Redis: one script, so that nothing comes between counting and adding, and one clock. */
final class Limiter
{
    /** Redis is waited for that long, twice at most. */
    private const PATIENCE_SECONDS = 0.35;

    /** The times of allowed takes in a sorted set. Answers nothing when nobody defined the limit. */
    private const TAKE = <<<'LUA'
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
        LUA;

    private function __construct(private readonly Redis $redis)
    {
    }

    /** @throws RedisException when Redis refuses or is silent */
    public static function connect(): self
    {
        $url = parse_url(getenv('REDIS_URL'));
        $redis = new Redis();
        $redis->connect($url['host'], $url['port'], self::PATIENCE_SECONDS, null, 0, self::PATIENCE_SECONDS);
        $limiter = new self($redis);
        $limiter->checked($redis->auth([$url['user'], $url['pass']]));
        return $limiter;
    }

    public function define(string $name, int $limit, int $windowMs): void
    {
        $this->checked($this->redis->hMSet("limit:$name", ['limit' => $limit, 'windowMs' => $windowMs]));
    }

    /** @return ?array{limit: int, windowMs: int} */
    public function find(string $name): ?array
    {
        $limit = $this->checked($this->redis->hGetAll("limit:$name"));
        return $limit === [] ? null : array_map(intval(...), $limit);
    }

    /** @return ?list<int> allowed (0 or 1), limit, remaining, ms until one place and until all places are free */
    public function take(string $name, string $key): ?array
    {
        $arguments = ["limit:$name", "takes:$name:$key", bin2hex(random_bytes(16))];
        return $this->checked($this->redis->eval(self::TAKE, $arguments, 2)) ?: null;
    }

    /** The extension answers false to what Redis refuses. */
    private function checked(mixed $answer): mixed
    {
        return $answer === false ? throw new RedisException($this->redis->getLastError() ?? 'no answer') : $answer;
    }
}
