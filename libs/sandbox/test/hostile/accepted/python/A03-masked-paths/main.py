import os

from attempt import attempt, attempt_syscall
from honest import serve

attempt("console", lambda: os.close(os.open("/dev/console", os.O_RDWR)))
attempt_syscall("mount", b"none", b"/tmp", b"tmpfs", 0, 0)
attempt_syscall("umount2", b"/proc/kcore", 2)
attempt_syscall("move_mount", -100, b"/proc", -100, b"/tmp", 0)
attempt_syscall("fsopen", b"tmpfs", 0)
attempt_syscall("open_tree", -100, b"/", 1)
attempt_syscall("mount_setattr", -100, b"/", 0, 0, 0)
attempt_syscall("pivot_root", b"/tmp", b"/tmp")
attempt_syscall("chroot", b"/tmp")
serve()
