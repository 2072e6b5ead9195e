<?php

declare(strict_types=1);

require __DIR__ . '/http.php';
require __DIR__ . '/database.php';
require __DIR__ . '/users.php';
require __DIR__ . '/articles.php';

/** Method, path, function, and whether it needs a token. The first that fits is called with the viewer and what stands for each `*`. */
const ROUTES = [
    ['POST', '/users', 'register', false],
    ['POST', '/users/login', 'login', false],
    ['GET', '/user', 'showCurrent', true],
    ['PUT', '/user', 'updateCurrent', true],
    ['GET', '/profiles/*', 'showProfile', false],
    ['POST', '/profiles/*/follow', 'follow', true],
    ['DELETE', '/profiles/*/follow', 'unfollow', true],
    ['GET', '/articles', 'listFiltered', false],
    ['GET', '/articles/feed', 'listFeed', true],
    ['POST', '/articles', 'publish', true],
    ['GET', '/articles/*', 'showArticle', false],
    ['PUT', '/articles/*', 'updateArticle', true],
    ['DELETE', '/articles/*', 'deleteArticle', true],
    ['GET', '/articles/*/comments', 'listComments', false],
    ['POST', '/articles/*/comments', 'addComment', true],
    ['DELETE', '/articles/*/comments/*', 'deleteComment', true],
    ['POST', '/articles/*/favorite', 'favorite', true],
    ['DELETE', '/articles/*/favorite', 'unfavorite', true],
    ['GET', '/tags', 'listTags', false],
];

$startedAt = hrtime(true);
$requestId = readRequestId();
header("X-Request-Id: $requestId");
register_shutdown_function(function () use ($startedAt, $requestId): void {
    $line = [
        'requestId' => $requestId,
        'method' => $_SERVER['REQUEST_METHOD'],
        'path' => readPath(),
        'status' => http_response_code(),
        'durationMs' => intdiv(hrtime(true) - $startedAt, 1_000_000),
    ];
    $flags = JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE;
    file_put_contents('php://stdout', json_encode($line, $flags) . "\n");
});

try {
    route($_SERVER['REQUEST_METHOD'], readPath());
} catch (Refusal $refusal) {
    answer($refusal->status, ['errors' => [$refusal->field => [$refusal->getMessage()]]]);
} catch (Throwable $failure) {
    error_log("request $requestId failed: {$failure->getMessage()}");
    answer(500, ['errors' => ['body' => ['something went wrong']]]);
}

function route(string $method, string $path): never
{
    if ($method === 'GET' && $path === '/healthz') {
        $isWell = Database::answersWithin(1.0);
        answer($isWell ? 200 : 503, ['status' => $isWell ? 'ok' : 'the database does not answer']);
    }
    foreach (ROUTES as [$asked, $pattern, $handle, $needsToken]) {
        $expression = '#^/api' . str_replace('\*', '([^/]+)', preg_quote($pattern, '#')) . '$#D';
        if ($asked !== $method || !preg_match($expression, $path, $match)) {
            continue;
        }
        $viewer = findViewer();
        if ($needsToken && $viewer === null) {
            throw new Refusal(401, 'token', 'is missing or invalid');
        }
        $parts = array_map(fn (string $part) => storable(rawurldecode($part), 'path'), array_slice($match, 1));
        $handle($viewer, ...$parts);
    }
    throw new Refusal(404, 'path', 'is unknown');
}
