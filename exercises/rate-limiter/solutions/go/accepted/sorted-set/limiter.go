package main

import (
	"crypto/rand"
	"os"
	"time"

	"github.com/gomodule/redigo/redis"
)

type limit struct {
	Name     string `json:"name" redis:"-"`
	Limit    int    `json:"limit" redis:"limit"`
	WindowMs int    `json:"windowMs" redis:"windowMs"`
}

type decision struct {
	allowed                                 bool
	limit, remaining, retryAfterMs, resetMs int
}

// One script, so that nothing comes between counting and adding, and one clock. Answers nothing without a definition.
var takeScript = redis.NewScript(2, `
local limit, window = unpack(redis.call('HMGET', KEYS[1], 'limit', 'windowMs'))
if not limit then return {} end
limit, window = tonumber(limit), tonumber(window)
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[2])
local allowed = used < limit
if allowed then
  used = used + 1
  redis.call('ZADD', KEYS[2], now, ARGV[1])
  redis.call('PEXPIRE', KEYS[2], window)
end
local last_in_the_way = math.max(0, used - limit)
local oldest = redis.call('ZRANGE', KEYS[2], last_in_the_way, last_in_the_way, 'WITHSCORES')[2]
local newest = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
return { allowed and 1 or 0, limit, math.max(0, limit - used), oldest + window - now, newest + window - now }
`)

// A new one each time: none is left over from before Redis went away. Logging in is waited for, and then one answer.
func connect() (redis.Conn, error) {
	const patience = 350 * time.Millisecond
	return redis.DialURL(
		os.Getenv("REDIS_URL"),
		redis.DialConnectTimeout(patience), redis.DialReadTimeout(patience), redis.DialWriteTimeout(patience),
	)
}

func storeLimit(one limit) error {
	store, err := connect()
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = store.Do("HSET", "limit:"+one.Name, "limit", one.Limit, "windowMs", one.WindowMs)
	return err
}

func findLimit(name string) (limit, error) {
	found := limit{Name: name}
	store, err := connect()
	if err != nil {
		return found, err
	}
	defer store.Close()
	values, err := redis.Values(store.Do("HGETALL", "limit:"+name))
	if err != nil {
		return found, err
	}
	if len(values) == 0 {
		return found, unknown(name)
	}
	err = redis.ScanStruct(values, &found)
	return found, err
}

func decide(name, key string) (decision, error) {
	store, err := connect()
	if err != nil {
		return decision{}, err
	}
	defer store.Close()
	told, err := redis.Ints(takeScript.Do(store, "limit:"+name, "takes:"+name+":"+key, rand.Text()))
	if err != nil {
		return decision{}, err
	}
	if len(told) == 0 {
		return decision{}, unknown(name)
	}
	return decision{told[0] == 1, told[1], told[2], told[3], told[4]}, nil
}

func unknown(name string) error { return &refusal{404, "nobody defined the limit " + name} }
