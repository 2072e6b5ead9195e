<?php

declare(strict_types=1);

require __DIR__ . '/http.php';
require __DIR__ . '/store.php';
require __DIR__ . '/rules.php';

const COLLECTION = ['GET', 'HEAD', 'POST'];
const ITEM = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'];

try {
    $answer = Store::whileLocked(route(...));
} catch (Problem $problem) {
    $answer = $problem->toAnswer();
}
send($answer);

function route(Store $store): Answer
{
    $method = $_SERVER['REQUEST_METHOD'];
    [$path] = explode('?', $_SERVER['REQUEST_URI']);
    if (!preg_match('#^/todos(?:/([^/]+))?$#D', $path, $match)) {
        throw new Problem(404, 'There is nothing at this path');
    }
    $todo = isset($match[1]) ? $store->get(rawurldecode($match[1])) : null;
    $allowed = $todo === null ? COLLECTION : ITEM;
    if (!in_array($method, $allowed, true)) {
        throw new Problem(405, 'This method is not allowed here', headers: ['Allow' => implode(', ', $allowed)]);
    }
    if ($todo === null) {
        return $method === 'POST' ? create($store) : listAll($store);
    }
    return match ($method) {
        'GET', 'HEAD' => read($todo),
        'PUT' => replace($store, $todo),
        'PATCH' => change($store, $todo, checkMembers(readJson('application/merge-patch+json', 'application/json'))),
        'DELETE' => delete($store, $todo),
    };
}

function create(Store $store): Answer
{
    $todo = $store->add(checkWhole(readJson('application/json')));
    $headers = ['Location' => "/todos/{$todo['id']}", 'ETag' => etagOf($todo)];
    return new Answer(201, visible($todo), $headers);
}

function listAll(Store $store): Answer
{
    [$project, $done, $limit, $offset] = checkQuery($_GET);
    $found = array_filter(
        $store->todos,
        fn (array $todo) => ($project === null || $todo['project'] === $project)
            && ($done === null || $todo['done'] === $done),
    );
    $items = array_map(visible(...), array_slice(array_values($found), $offset, $limit));
    return new Answer(200, ['items' => $items, 'total' => count($found)]);
}

function read(array $todo): Answer
{
    $known = $_SERVER['HTTP_IF_NONE_MATCH'] ?? null;
    if ($known !== null && isListed(str_replace('W/', '', $known), $todo)) {
        return new Answer(304, null, ['ETag' => etagOf($todo)]);
    }
    return new Answer(200, visible($todo), ['ETag' => etagOf($todo)]);
}

function replace(Store $store, array $todo): Answer
{
    $members = checkWhole(readJson('application/json'));
    if (!isset($_SERVER['HTTP_IF_MATCH'])) {
        throw new Problem(428, 'Say with If-Match which version you replace');
    }
    return change($store, $todo, $members);
}

function change(Store $store, array $todo, array $members): Answer
{
    requireMatch($todo);
    $changed = $store->put([...$todo, ...$members, 'version' => $todo['version'] + 1]);
    return new Answer(200, visible($changed), ['ETag' => etagOf($changed)]);
}

function delete(Store $store, array $todo): Answer
{
    requireMatch($todo);
    $store->delete($todo);
    return new Answer(204);
}

function requireMatch(array $todo): void
{
    $wanted = $_SERVER['HTTP_IF_MATCH'] ?? null;
    if ($wanted !== null && !isListed($wanted, $todo)) {
        throw new Problem(412, 'The todo has changed since you read it');
    }
}

function isListed(string $header, array $todo): bool
{
    return trim($header) === '*' || in_array(etagOf($todo), array_map(trim(...), explode(',', $header)), true);
}

function etagOf(array $todo): string
{
    return "\"{$todo['id']}.{$todo['version']}\"";
}

function visible(array $todo): array
{
    unset($todo['version']);
    return $todo;
}
