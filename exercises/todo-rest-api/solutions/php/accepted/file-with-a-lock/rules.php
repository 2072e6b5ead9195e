<?php

declare(strict_types=1);

const DEFAULTS = ['done' => false, 'project' => null];

/** The members that a body names, each of them checked. */
function checkMembers(mixed $body, bool $isWhole = false): array
{
    if (!$body instanceof stdClass) {
        throw new Problem(422, 'A todo is an object');
    }
    $members = get_object_vars($body);
    $errors = [];
    foreach ($members as $field => $value) {
        $message = findMistake((string) $field, $value);
        if ($message !== null) {
            $errors[] = ['field' => (string) $field, 'message' => $message];
        }
    }
    if ($isWhole && !array_key_exists('title', $members)) {
        $errors[] = ['field' => 'title', 'message' => 'is required'];
    }
    if ($errors !== []) {
        throw new Problem(422, 'This is not a valid todo', $errors);
    }
    if (isset($members['title'])) {
        $members['title'] = mb_trim($members['title']);
    }
    return $members;
}

/** The members of a whole todo: what the body leaves out has its default. */
function checkWhole(mixed $body): array
{
    return [...DEFAULTS, ...checkMembers($body, true)];
}

function findMistake(string $field, mixed $value): ?string
{
    return match ($field) {
        'title' => hasLength(is_string($value) ? mb_trim($value) : null, 200) ? null : 'must have 1 to 200 characters',
        'done' => is_bool($value) ? null : 'must be true or false',
        'project' => $value === null || hasLength($value, 50) ? null : 'must be null or have 1 to 50 characters',
        default => 'is not a member of a todo',
    };
}

function hasLength(mixed $value, int $most): bool
{
    return is_string($value) && $value !== '' && mb_strlen($value) <= $most;
}

/** @return array{?string, ?bool, int, int} project, done, limit, offset */
function checkQuery(array $query): array
{
    $done = $query['done'] ?? null;
    if (!in_array($done, [null, 'true', 'false'], true)) {
        throw new Problem(400, 'done must be true or false');
    }
    $project = $query['project'] ?? null;
    if (is_array($project)) {
        throw new Problem(400, 'project must be one text');
    }
    return [
        $project,
        $done === null ? null : $done === 'true',
        checkNumber($query['limit'] ?? '20', 'limit', 1, 100),
        checkNumber($query['offset'] ?? '0', 'offset', 0, 10 ** 15),
    ];
}

function checkNumber(mixed $text, string $name, int $least, int $most): int
{
    if (is_string($text) && preg_match('/^[0-9]{1,15}$/D', $text) && $text >= $least && $text <= $most) {
        return (int) $text;
    }
    throw new Problem(400, "$name must be a whole number from $least to $most");
}
