<?php

$method = $_SERVER['REQUEST_METHOD'];
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

if ($method === 'GET' && $path === '/healthz') {
    send(200, ['status' => 'ok']);
    return;
}

if (!preg_match('#^/limits/([^/]+)(/take)?$#', $path, $match)) {
    send(404, ['error' => 'there is nothing at this path']);
    return;
}
$name = $match[1];
$isTake = isset($match[2]);

$url = parse_url(getenv('REDIS_URL'));
$redis = new Redis();
$redis->connect($url['host'], $url['port']);
$redis->auth([$url['user'], $url['pass']]);

if ($method === 'PUT' && !$isTake) {
    $body = json_decode(file_get_contents('php://input'), true);
    $redis->hMSet("limit:$name", ['limit' => $body['limit'], 'windowMs' => $body['windowMs']]);
    send(200, ['name' => $name, 'limit' => $body['limit'], 'windowMs' => $body['windowMs']]);
}

if ($method === 'GET' && !$isTake) {
    $limit = $redis->hGetAll("limit:$name");
    if ($limit === []) {
        send(404, ['error' => "nobody defined the limit $name"]);
        return;
    }
    send(200, ['name' => $name, 'limit' => (int) $limit['limit'], 'windowMs' => (int) $limit['windowMs']]);
}

// Every client may pass, for now: count the takes of each key, and refuse with 429 when there were too many.
if ($method === 'POST' && $isTake) {
    $limit = (int) $redis->hGet("limit:$name", 'limit');
    send(200, ['allowed' => true, 'remaining' => $limit - 1]);
}

function send(int $status, array $body): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($body);
}
