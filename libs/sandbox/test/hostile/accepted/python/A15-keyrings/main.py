from attempt import attempt_syscall
from honest import serve

attempt_syscall("add_key", b"user", b"mark", b"kept", 4, -4)
attempt_syscall("request_key", b"user", b"mark", 0, 0)
attempt_syscall("keyctl", 0, -4, 1)
serve()
