<?php

declare(strict_types=1);

require __DIR__ . '/limiter.php';

try {
    route($_SERVER['REQUEST_METHOD'], explode('?', $_SERVER['REQUEST_URI'])[0]);
} catch (RedisException) {
    answer(503, ['error' => 'the store does not answer']);
}

function route(string $method, string $path): never
{
    if ($method === 'GET' && $path === '/healthz') {
        answer(200, ['status' => 'ok']);
    }
    if (!preg_match('#^/limits/([a-z0-9-]{1,64})(/take)?$#D', $path, $match)) {
        answer(404, ['error' => 'there is nothing at this path']);
    }
    match ($method . ($match[2] ?? '')) {
        'PUT' => defineLimit($match[1], readObject()),
        'GET' => readLimit($match[1]),
        'POST/take' => take($match[1], readObject()),
        default => answer(405, ['error' => 'this method is not allowed here']),
    };
}

function defineLimit(string $name, stdClass $body): never
{
    [$limit, $windowMs] = [$body->limit ?? null, $body->windowMs ?? null];
    if (!isWithin($limit, 1, 1000) || !isWithin($windowMs, 100, 3_600_000)) {
        answer(400, ['error' => 'limit must be an integer 1-1000, windowMs one of 100-3600000']);
    }
    Limiter::connect()->define($name, $limit, $windowMs);
    answer(200, ['name' => $name, 'limit' => $limit, 'windowMs' => $windowMs]);
}

function readLimit(string $name): never
{
    $limit = Limiter::connect()->find($name) ?? unknown($name);
    answer(200, ['name' => $name, ...$limit]);
}

function take(string $name, stdClass $body): never
{
    $key = $body->key ?? null;
    if (!is_string($key) || !isWithin(mb_strlen($key), 1, 200)) {
        answer(400, ['error' => 'key must be a string of 1-200 characters']);
    }
    $taken = Limiter::connect()->take($name, $key) ?? unknown($name);
    [$allowed, $limit, $remaining, $retryAfterMs, $resetMs] = $taken;
    $headers = [
        'RateLimit-Limit' => $limit,
        'RateLimit-Remaining' => $remaining,
        'RateLimit-Reset' => toSeconds($resetMs),
    ];
    if ($allowed === 1) {
        answer(200, ['allowed' => true, 'remaining' => $remaining], $headers);
    }
    answer(429, ['allowed' => false, 'remaining' => 0], [...$headers, 'Retry-After' => toSeconds($retryAfterMs)]);
}

function unknown(string $name): never
{
    answer(404, ['error' => "nobody defined the limit $name"]);
}

function isWithin(mixed $value, int $least, int $most): bool
{
    return is_int($value) && $value >= $least && $value <= $most;
}

/** Rounded up: a client that waits that long gets in. */
function toSeconds(int $ms): int
{
    return intdiv($ms + 999, 1000);
}

function readObject(): stdClass
{
    $body = json_decode(file_get_contents('php://input'));
    return $body instanceof stdClass ? $body : answer(400, ['error' => 'the body must be a JSON object']);
}

function answer(int $status, array $body, array $headers = []): never
{
    http_response_code($status);
    header('Content-Type: application/json');
    foreach ($headers as $name => $value) {
        header("$name: $value");
    }
    echo json_encode($body);
    exit;
}
