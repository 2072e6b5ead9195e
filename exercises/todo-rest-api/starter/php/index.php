<?php

// Called for each request, in one of several processes: variables are gone afterwards, so the todos lie in a file.
const TODOS = '/tmp/todos.json';

$method = $_SERVER['REQUEST_METHOD'];
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$kept = is_file(TODOS) ? json_decode(file_get_contents(TODOS), true) : ['lastId' => 0, 'todos' => []];

if ($method === 'POST' && $path === '/todos') {
    $body = json_decode(file_get_contents('php://input'), true);
    $todo = [
        'id' => (string) ++$kept['lastId'],
        'title' => $body['title'],
        'done' => $body['done'] ?? false,
        'project' => $body['project'] ?? null,
    ];
    $kept['todos'][$todo['id']] = $todo;
    file_put_contents(TODOS, json_encode($kept));
    send(200, $todo); // Is 200 the right answer to a creation? And where is the new todo?
    return;
}

$todo = $kept['todos'][str_replace('/todos/', '', $path)] ?? null;
if ($method === 'GET' && $todo !== null) {
    send(200, $todo);
    return;
}

send(404, ['message' => 'not found']);

function send(int $status, array $body): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($body);
}
