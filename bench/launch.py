"""`python -IS launch.py FD COMMAND…`: starts a command, and writes to FD when it began and ended (perf_counter), its seconds of
CPU and its peak memory in MB. The peak of a process is at least what its starter held, so this starter is small."""

import os
import sys
import time

MB = 2**20 if sys.platform == "darwin" else 2**10  # in the unit in which a system tells the most memory

told, *command = sys.argv[1:]
os.set_inheritable(int(told), False)
begun = time.perf_counter()
_, status, used = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
figures = (begun, time.perf_counter(), used.ru_utime + used.ru_stime, used.ru_maxrss / MB)
os.write(int(told), " ".join(map(str, figures)).encode())
sys.exit(os.waitstatus_to_exitcode(status))
