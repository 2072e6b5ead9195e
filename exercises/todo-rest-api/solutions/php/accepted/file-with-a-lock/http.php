<?php

declare(strict_types=1);

final readonly class Answer
{
    public function __construct(
        public int $status,
        public ?array $body = null,
        public array $headers = [],
        public string $type = 'application/json; charset=utf-8',
    ) {
    }
}

/** An answer of 400 and above, thrown from wherever it is found out. */
final class Problem extends Exception
{
    public function __construct(
        private readonly int $status,
        private readonly string $title,
        private readonly ?array $errors = null,
        private readonly array $headers = [],
    ) {
        parent::__construct($title);
    }

    public function toAnswer(): Answer
    {
        $body = ['type' => 'about:blank', 'title' => $this->title, 'status' => $this->status];
        if ($this->errors !== null) {
            $body['errors'] = $this->errors;
        }
        return new Answer($this->status, $body, $this->headers, 'application/problem+json');
    }
}

function send(Answer $answer): void
{
    http_response_code($answer->status);
    foreach ($answer->headers as $name => $value) {
        header("$name: $value");
    }
    if ($answer->body === null) {
        return;
    }
    $data = json_encode($answer->body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    header("Content-Type: $answer->type");
    header('Content-Length: ' . strlen($data));
    if ($_SERVER['REQUEST_METHOD'] !== 'HEAD') {
        echo $data;
    }
}

/** The body, an object as an instance of stdClass, so that it can be told from a list. */
function readJson(string ...$types): mixed
{
    $type = strtolower(trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]));
    if (!in_array($type, $types, true)) {
        throw new Problem(415, 'Send ' . implode(' or ', $types));
    }
    try {
        return json_decode(file_get_contents('php://input'), flags: JSON_THROW_ON_ERROR);
    } catch (JsonException) {
        throw new Problem(400, 'The body is not JSON');
    }
}
