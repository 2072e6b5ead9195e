import sys
import threading

sys.stdin.read()
lock = threading.Lock()
lock.acquire()
lock.acquire()
