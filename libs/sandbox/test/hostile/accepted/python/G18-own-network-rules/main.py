from attempt import attempt
from honest import serve

for name in ("ipv4/ip_local_port_range", "ipv4/tcp_rmem", "ipv4/ip_unprivileged_port_start", "core/somaxconn", "ipv4/tcp_max_tw_buckets", "ipv4/ping_group_range"):
    attempt(name, lambda: open(f"/proc/sys/net/{name}", "w"))
serve()
