<?php

// Called for each request, in one of several processes, so the tables are made where they are first needed.
$database = new PDO(toDsn(getenv('DATABASE_URL')));
$database->exec(
    'CREATE TABLE IF NOT EXISTS users (id bigserial PRIMARY KEY, username text NOT NULL, email text NOT NULL,
     password_hash text NOT NULL, bio text, image text)'
);

$call = $_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

if ($call === 'GET /healthz') {
    send(200, ['status' => 'ok']);
    return;
}

if ($call === 'POST /api/users') {
    $user = json_decode(file_get_contents('php://input'), true)['user'];
    // What has to stand in password_hash, and where do tokens come from?
    $insert = $database->prepare("INSERT INTO users (username, email, password_hash) VALUES (?, ?, '')");
    $insert->execute([$user['username'], $user['email']]);
    send(201, ['user' => ['username' => $user['username'], 'email' => $user['email'], 'bio' => null, 'image' => null]]);
    return;
}

send(404, ['errors' => ['path' => ['is unknown']]]);

function send(int $status, array $body): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($body);
}

function toDsn(string $url): string
{
    ['host' => $host, 'port' => $port, 'user' => $user, 'pass' => $password, 'path' => $path] = parse_url($url);
    return "pgsql:host=$host;port=$port;dbname=" . substr($path, 1) . ";user=$user;password=$password";
}
