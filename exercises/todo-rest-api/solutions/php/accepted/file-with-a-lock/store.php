<?php

declare(strict_types=1);

/** The todos in the order of their creation, by id. Several processes answer requests, so they meet in a file. */
final class Store
{
    private const PATH = '/tmp/todos.json';

    private bool $hasChanged = false;

    private function __construct(private int $lastId, public private(set) array $todos)
    {
    }

    /** One request at a time sees and changes the todos; one that is refused changes nothing. */
    public static function whileLocked(callable $work): Answer
    {
        $file = fopen(self::PATH, 'c+');
        flock($file, LOCK_EX);
        try {
            $kept = json_decode(stream_get_contents($file), true) ?? ['lastId' => 0, 'todos' => []];
            $store = new self($kept['lastId'], $kept['todos']);
            $answer = $work($store);
            if ($store->hasChanged) {
                rewind($file);
                ftruncate($file, 0);
                fwrite($file, json_encode(['lastId' => $store->lastId, 'todos' => $store->todos], JSON_THROW_ON_ERROR));
                fflush($file);
            }
            return $answer;
        } finally {
            flock($file, LOCK_UN);
            fclose($file);
        }
    }

    public function get(string $id): array
    {
        return $this->todos[$id] ?? throw new Problem(404, 'There is no todo with this id');
    }

    public function add(array $members): array
    {
        $this->lastId += 1;
        return $this->put(['id' => (string) $this->lastId, ...$members, 'version' => 1]);
    }

    public function put(array $todo): array
    {
        $this->hasChanged = true;
        return $this->todos[$todo['id']] = $todo;
    }

    public function delete(array $todo): void
    {
        $this->hasChanged = true;
        unset($this->todos[$todo['id']]);
    }
}
