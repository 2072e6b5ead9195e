import os

from honest import serve

os.write(1, b"\x00\x00 \x1b[2J\x1b]0;mine\x07\x1b]8;;http://evil\x1b\\ \xff\xfe \xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80\n")
os.write(2, "\u202egnp.exe \u2066 \r\n\x85 <img src=x onerror=alert(1)>\n".encode())
os.write(1, bytes(range(256)) * 8)
serve()
