<?php

declare(strict_types=1);

/** One connection for each request: there are as many as PHP has processes. */
final class Database
{
    private const MADE = '/tmp/tables-are-made';
    private const SCHEMA = <<<'SQL'
        CREATE TABLE IF NOT EXISTS users (
          id bigserial PRIMARY KEY, username text NOT NULL UNIQUE, email text NOT NULL UNIQUE,
          password_hash text NOT NULL, bio text, image text
        );
        CREATE TABLE IF NOT EXISTS tokens (hash text PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
        CREATE TABLE IF NOT EXISTS follows (
          follower_id bigint REFERENCES users, followee_id bigint REFERENCES users, PRIMARY KEY (follower_id, followee_id)
        );
        CREATE TABLE IF NOT EXISTS articles (
          id bigserial PRIMARY KEY, slug text NOT NULL UNIQUE, author_id bigint NOT NULL REFERENCES users,
          title text NOT NULL, description text NOT NULL, body text NOT NULL, tags text[] NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX IF NOT EXISTS articles_by_age ON articles (created_at DESC, id DESC);
        CREATE INDEX IF NOT EXISTS articles_by_tag ON articles USING gin (tags);
        CREATE TABLE IF NOT EXISTS favorites (
          article_id bigint REFERENCES articles ON DELETE CASCADE, user_id bigint REFERENCES users,
          PRIMARY KEY (article_id, user_id)
        );
        CREATE TABLE IF NOT EXISTS comments (
          id serial PRIMARY KEY, article_id bigint NOT NULL REFERENCES articles ON DELETE CASCADE,
          author_id bigint NOT NULL REFERENCES users, body text NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
        );
        SQL;

    private static ?PgSql\Connection $connection = null;

    /** @return list<array<string, ?string>> */
    public static function rows(string $sql, array $params = []): array
    {
        self::$connection ??= self::connect();
        pg_send_query_params(self::$connection, $sql, $params);
        $result = pg_get_result(self::$connection);
        if ($result === false) {
            throw new RuntimeException('the connection is lost');
        }
        $state = pg_result_error_field($result, PGSQL_DIAG_SQLSTATE);
        if ($state === '23505') {
            $constraint = (string) pg_result_error_field($result, PGSQL_DIAG_CONSTRAINT_NAME);
            $field = preg_match('/username|email|slug/', $constraint, $match) ? $match[0] : 'body';
            throw new Refusal(422, $field, 'is already taken');
        }
        if ($state) {
            throw new RuntimeException((string) pg_result_error_field($result, PGSQL_DIAG_MESSAGE_PRIMARY));
        }
        return pg_fetch_all($result);
    }

    /** @return ?array<string, ?string> */
    public static function row(string $sql, array $params = []): ?array
    {
        return self::rows($sql, $params)[0] ?? null;
    }

    /** Asks for nothing but a new connection, and waits no longer: a database that is gone does not even say so. */
    public static function answersWithin(float $seconds): bool
    {
        $connection = pg_connect(getenv('DATABASE_URL'), PGSQL_CONNECT_ASYNC | PGSQL_CONNECT_FORCE_NEW);
        $deadline = microtime(true) + $seconds;
        while ($connection !== false && microtime(true) < $deadline) {
            $state = pg_connect_poll($connection);
            if ($state === PGSQL_POLLING_OK || $state === PGSQL_POLLING_FAILED) {
                return $state === PGSQL_POLLING_OK;
            }
            $isReading = $state === PGSQL_POLLING_READING;
            [$read, $write] = $isReading ? [[pg_socket($connection)], []] : [[], [pg_socket($connection)]];
            $except = [];
            stream_select($read, $write, $except, 0, 50_000);
        }
        return false;
    }

    private static function connect(): PgSql\Connection
    {
        $connection = pg_connect(getenv('DATABASE_URL'));
        if ($connection === false) {
            throw new RuntimeException('the database does not answer');
        }
        if (!is_file(self::MADE)) {
            self::makeTables($connection);
        }
        return $connection;
    }

    /** The first requests come to several processes at once. */
    private static function makeTables(PgSql\Connection $connection): void
    {
        $lock = fopen(self::MADE . '.lock', 'c');
        flock($lock, LOCK_EX);
        if (!is_file(self::MADE) && pg_query($connection, self::SCHEMA) !== false) {
            touch(self::MADE);
        }
        fclose($lock);
    }
}
