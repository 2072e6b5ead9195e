<?php

declare(strict_types=1);

/** An answer that is not what was asked for: the status, the field that is wrong, and a sentence about it. */
final class Refusal extends Exception
{
    public function __construct(public readonly int $status, public readonly string $field, string $message)
    {
        parent::__construct($message);
    }
}

function answer(int $status, ?array $body): never
{
    http_response_code($status);
    if ($body !== null) {
        header('Content-Type: application/json; charset=utf-8');
        echo json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    }
    exit;
}

function readRequestId(): string
{
    $given = $_SERVER['HTTP_X_REQUEST_ID'] ?? '';
    return preg_match('/^[A-Za-z0-9._-]{1,64}$/D', $given) ? $given : bin2hex(random_bytes(16));
}

function readPath(): string
{
    return explode('?', $_SERVER['REQUEST_URI'])[0];
}

/** The object in which a body wraps what it is about. */
function readMember(string $name): array
{
    try {
        $body = json_decode(file_get_contents('php://input'), flags: JSON_THROW_ON_ERROR);
    } catch (JsonException) {
        throw new Refusal(400, 'body', 'is not JSON');
    }
    $member = $body instanceof stdClass ? $body->$name ?? null : null;
    if (!$member instanceof stdClass) {
        throw new Refusal(422, $name, 'must be an object');
    }
    return get_object_vars($member);
}

function readText(array $given, string $name): string
{
    $value = $given[$name] ?? null;
    if (!is_string($value) || trim($value) === '') {
        throw new Refusal(422, $name, "can't be blank");
    }
    return storable($value, $name);
}

/** The text that is given, or what there was before. */
function readTextOr(array $given, string $name, string $before): string
{
    return array_key_exists($name, $given) ? readText($given, $name) : $before;
}

/** A text that may be empty or null. */
function readLooseTextOr(array $given, string $name, ?string $before): ?string
{
    $value = array_key_exists($name, $given) ? $given[$name] : $before;
    if ($value !== null && !is_string($value)) {
        throw new Refusal(422, $name, 'must be a string');
    }
    return $value === null ? null : storable($value, $name);
}

/** @return list<string> each tag once */
function readTags(array $given): array
{
    $tags = $given['tagList'] ?? [];
    if (!is_array($tags)) {
        throw new Refusal(422, 'tagList', 'must be a list');
    }
    $texts = array_map(fn (mixed $tag) => readText(['tagList' => $tag], 'tagList'), $tags);
    return array_values(array_unique($texts));
}

function readQuery(string $name): ?string
{
    $value = $_GET[$name] ?? null;
    return is_string($value) ? storable($value, $name) : null;
}

function readWhole(string $name, int $absent): int
{
    $value = $_GET[$name] ?? (string) $absent;
    if (!is_string($value) || !preg_match('/^\d{1,9}$/D', $value)) {
        throw new Refusal(422, $name, 'must be a whole number');
    }
    return (int) $value;
}

/** PostgreSQL stores every character but U+0000, and nothing that is not UTF-8. */
function storable(string $text, string $name): string
{
    if (str_contains($text, "\0") || !mb_check_encoding($text, 'UTF-8')) {
        throw new Refusal(422, $name, 'must hold characters that can be stored');
    }
    return $text;
}
