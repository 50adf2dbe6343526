"""A scratch folder in which programs run, with or without a fault, and what came of it."""
import ctypes
import os
import shutil
import signal
from collections import namedtuple

import faults

Result = namedtuple('Result', 'code out err hung')     # code: -9 when it was killed
LIMIT = 30                                              # seconds; nothing here takes half of one
PR_SET_CHILD_SUBREAPER = 36


class Hung(Exception):
    pass


def too_long(*_):
    raise Hung


def children():
    with open(f'/proc/self/task/{os.getpid()}/children') as f:
        return [int(pid) for pid in f.read().split()]


def tree(folder='.'):
    """The files of a list's folder, without what a mail server keeps."""
    names = set()
    for at, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if f != 'kept']
        names |= {os.path.normpath(os.path.join(at, f)) for f in files}
    return names


class Box:
    """One worker's folder. What a run leaves behind becomes the worker's child, so that it can wait for it."""

    def __init__(self, folder, shim):
        self.folder, self.shim = folder, shim
        self.list = os.path.join(folder, 'list')        # the list's folder, and the working directory
        self.log, self.hit = os.path.join(folder, 'log'), os.path.join(folder, 'hit')
        os.makedirs(folder, exist_ok=True)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        signal.signal(signal.SIGALRM, too_long)

    def fresh(self, template):
        os.chdir('/')
        shutil.rmtree(self.list, ignore_errors=True)
        shutil.copytree(template, self.list, symlinks=True)
        os.chdir(self.list)

    def watched(self, program):
        """The environment that makes the shim note every call of that program."""
        return self.shimmed(f'{program}:none:0:kill', noted=True)

    def faulty(self, fault):
        """The environment that makes the fault. The calls are noted where it matters which of them failed: a file
        that is synced once a second, or a slow server, numbers them otherwise than in the clean run."""
        what = f'{fault.program}:{fault.what}:{fault.n}:{fault.how}:{fault.error}'
        return self.shimmed(what, noted=fault.how == 'fail' and fault.what != 'alloc')

    def shimmed(self, what, noted):
        for path in self.log, self.hit:
            if os.path.exists(path):
                os.unlink(path)
        return {'LD_PRELOAD': self.shim, 'FAULT': what, 'FAULT_HIT': self.hit,
                **({'FAULT_LOG': self.log} if noted else {})}

    def calls(self):
        """The calls and allocations of the last run, if they were noted."""
        return faults.read_log(self.log) if os.path.exists(self.log) else ([], [])

    def fell(self):
        """If the last fault has come about, the library or program that made the call, else None: the calls of a
        program that talks to a server vary a little."""
        if not os.path.exists(self.hit):
            return None
        with open(self.hit) as f:
            return f.read()

    def run(self, argv, env, stdin, pipe=False, wait=True):
        """wait: until all that the program has left running has gone too."""
        out, err = os.path.join(self.folder, 'out'), os.path.join(self.folder, 'err')
        actions = [(os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
                   (os.POSIX_SPAWN_OPEN, 2, err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
        if pipe:
            read_end, write_end = os.pipe()
            with open(stdin, 'rb') as f:
                os.write(write_end, f.read(60000))      # less than a pipe holds
            os.close(write_end)
            actions.append((os.POSIX_SPAWN_DUP2, read_end, 0))
        else:
            actions.append((os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0))
        pid = os.posix_spawn(argv[0], argv, env, file_actions=actions)
        if pipe:
            os.close(read_end)
        status, hung = self.reap(pid, wait)
        with open(out, 'rb') as o, open(err, 'rb') as e:
            return Result(os.waitstatus_to_exitcode(status), o.read(), e.read(), hung)

    @staticmethod
    def reap(pid, wait):
        """The status of pid, and whether something had to be killed."""
        status = 0
        signal.alarm(LIMIT)
        try:
            status = os.waitpid(pid, 0)[1]
            while wait:
                os.waitpid(-1, 0)
        except ChildProcessError:
            pass
        except Hung:
            while children():
                for child in children():
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
            return status, True
        finally:
            signal.alarm(0)
        return status, False
