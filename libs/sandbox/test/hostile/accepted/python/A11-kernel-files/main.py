import os

from attempt import attempt_syscall
from honest import serve


def peek(path):
    try:
        if os.path.isdir(path):
            return "something" if os.listdir(path) else "nothing"
        with open(path, "rb") as file:
            return "something" if file.read(64) else "nothing"
    except OSError:
        return "nothing"


def scribble(path, text="1"):
    try:
        with open(path, "w") as file:
            file.write(text)
        return "done"
    except OSError:
        return "refused"


for path in ("kcore", "keys", "timer_list", "sched_debug", "kmsg"):
    print(f"read /proc/{path}:", peek(f"/proc/{path}"), flush=True)
print("read /sys/firmware:", peek("/sys/firmware"), flush=True)
for path in ("sysrq-trigger", "sys/kernel/core_pattern", "sys/vm/overcommit_memory", "sys/kernel/ns_last_pid"):
    print(f"write /proc/{path}:", scribble(f"/proc/{path}", open("/proc/self/comm").read()), flush=True)
print("write /sys/kernel/uevent_helper:", scribble("/sys/kernel/uevent_helper", "/tmp/x"), flush=True)
cgroups = [os.path.join(folder, name) for folder, _, names in os.walk("/sys/fs/cgroup") for name in names]
limits = [path for path in cgroups if path.endswith(("limit_in_bytes", "pids.max", "memory.max", "cpu.max", "release_agent"))]
print("write cgroups:", "done" if "done" in [scribble(path, "max") for path in limits] else "refused", flush=True)
print("write own oom score:", scribble("/proc/self/oom_score_adj", "-1000"), flush=True)
attempt_syscall("syslog", 3, b" " * 16, 16)
serve()
