<?php

declare(strict_types=1);

const HASHING = ['memory_cost' => 19456, 'time_cost' => 2, 'threads' => 1];

/** What everybody sees of a user `u`; $1 is the viewer, or null. */
const PROFILE = "json_build_object('username', u.username, 'bio', u.bio, 'image', u.image, 'following',
    EXISTS (SELECT FROM follows f WHERE f.follower_id = $1::bigint AND f.followee_id = u.id))";

function register(): never
{
    $given = readMember('user');
    [$username, $email] = [readText($given, 'username'), readText($given, 'email')];
    $hash = hashPassword(readText($given, 'password'));
    $sql = 'INSERT INTO users (username, email, password_hash) VALUES ($1, $2, $3) RETURNING *';
    $user = Database::row($sql, [$username, $email, $hash]);
    answerUser(201, $user, issueToken($user));
}

function login(): never
{
    $given = readMember('user');
    [$email, $password] = [readText($given, 'email'), readText($given, 'password')];
    $user = Database::row('SELECT * FROM users WHERE email = $1', [$email]);
    // An address that nobody has takes as long as one that somebody has.
    $isRight = password_verify($password, $user['password_hash'] ?? hashPassword('nobody has this password'));
    if ($user === null || !$isRight) {
        throw new Refusal(401, 'email or password', 'is invalid');
    }
    answerUser(200, $user, issueToken($user));
}

function showCurrent(array $viewer): never
{
    answerUser(200, $viewer, readToken());
}

function updateCurrent(array $viewer): never
{
    $given = readMember('user');
    $sql = 'UPDATE users SET username = $2, email = $3, password_hash = $4, bio = $5, image = $6 WHERE id = $1 RETURNING *';
    $user = Database::row($sql, [
        $viewer['id'],
        readTextOr($given, 'username', $viewer['username']),
        readTextOr($given, 'email', $viewer['email']),
        array_key_exists('password', $given) ? hashPassword(readText($given, 'password')) : $viewer['password_hash'],
        readLooseTextOr($given, 'bio', $viewer['bio']),
        readLooseTextOr($given, 'image', $viewer['image']),
    ]);
    answerUser(200, $user, readToken());
}

function showProfile(?array $viewer, string $username): never
{
    $sql = 'SELECT ' . PROFILE . ' AS profile FROM users u WHERE u.username = $2';
    $row = Database::row($sql, [$viewer['id'] ?? null, $username]) ?? throw new Refusal(404, 'profile', 'is unknown');
    answer(200, ['profile' => json_decode($row['profile'])]);
}

function follow(array $viewer, string $username): never
{
    $sql = 'INSERT INTO follows SELECT $1, id FROM users WHERE username = $2 ON CONFLICT DO NOTHING';
    Database::rows($sql, [$viewer['id'], $username]);
    showProfile($viewer, $username);
}

function unfollow(array $viewer, string $username): never
{
    $sql = 'DELETE FROM follows USING users u WHERE follower_id = $1 AND followee_id = u.id AND u.username = $2';
    Database::rows($sql, [$viewer['id'], $username]);
    showProfile($viewer, $username);
}

function answerUser(int $status, array $user, string $token): never
{
    ['username' => $username, 'email' => $email, 'bio' => $bio, 'image' => $image] = $user;
    answer($status, ['user' => compact('username', 'email', 'bio', 'image', 'token')]);
}

function hashPassword(string $password): string
{
    return password_hash($password, PASSWORD_ARGON2ID, HASHING);
}

/** A token is random. The database has its hash, and a fast one will do: nobody guesses 256 bits. */
function issueToken(array $user): string
{
    $token = bin2hex(random_bytes(32));
    Database::rows('INSERT INTO tokens VALUES ($1, $2)', [hash('sha256', $token), $user['id']]);
    return $token;
}

function readToken(): string
{
    return preg_match('/^Token (\S+)$/D', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $match) ? $match[1] : '';
}

/** Who asks, or null without a token that was given out. */
function findViewer(): ?array
{
    $sql = 'SELECT u.* FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = $1';
    return readToken() === '' ? null : Database::row($sql, [hash('sha256', readToken())]);
}
