"""Which faults are worth trying at a call: what a full disk, a full table or a broken cable really answers.

Answers that a program acts on (ENOENT of open, EEXIST of link, ESPIPE of lseek) are no faults and not here: a
kernel that lies about them can make any program go wrong."""
import errno
import os
import re
from collections import Counter, namedtuple

Call = namedtuple('Call', 'raw nth name fd detail')         # the nth call of the function raw
Fault = namedtuple('Fault', 'program what n how error call')     # call: what it was in the clean run

ERRORS = {
    'open': 'EACCES EMFILE ENFILE EIO ENOMEM', 'openat': 'EACCES EMFILE ENFILE EIO ENOMEM',
    'creat': 'EACCES EMFILE ENOSPC EDQUOT EROFS',
    'mkstemp': 'EACCES EMFILE ENOSPC', 'mkostemp': 'EACCES EMFILE ENOSPC', 'mkdtemp': 'EACCES ENOSPC',
    'read': 'EIO EINTR', 'pread': 'EIO EINTR', 'recv': 'EINTR',
    'write': 'ENOSPC EIO EDQUOT EINTR', 'pwrite': 'ENOSPC EIO EINTR', 'writev': 'ENOSPC EIO EDQUOT EINTR',
    'send': 'EINTR',
    'copy_file_range': 'EIO ENOSPC EXDEV EINVAL', 'sendfile': 'EIO ENOSPC EINVAL',
    'close': 'EIO ENOSPC', 'fsync': 'EIO ENOSPC', 'fdatasync': 'EIO ENOSPC', 'syncfs': 'EIO ENOSPC',
    'ftruncate': 'EIO ENOSPC', 'fallocate': 'ENOSPC EDQUOT EOPNOTSUPP',
    'lseek': 'EIO', 'fstat': 'EIO', 'stat': 'EACCES EIO', 'lstat': 'EACCES EIO',
    'fstatat': 'EACCES EIO', 'flock': 'ENOLCK EINTR', 'fcntl': 'EMFILE ENOLCK',
    'rename': 'EACCES ENOSPC EIO', 'renameat': 'EACCES ENOSPC EIO', 'renameat2': 'EACCES ENOSPC EIO',
    'link': 'EMLINK ENOSPC EIO', 'linkat': 'EMLINK ENOSPC EIO',
    'unlink': 'EACCES EIO', 'unlinkat': 'EACCES EIO', 'rmdir': 'EACCES EIO',
    'mkdir': 'EACCES ENOSPC EROFS', 'mkdirat': 'EACCES ENOSPC EROFS',
    'chmod': 'EPERM EIO', 'fchmod': 'EPERM EIO', 'chown': 'EPERM EIO', 'fchown': 'EPERM EIO',
    'lchown': 'EPERM EIO', 'fchownat': 'EPERM EIO', 'fchmodat': 'EPERM EIO', 'futimens': 'EPERM EIO',
    'setuid': 'EAGAIN', 'setgid': 'EPERM', 'setgroups': 'ENOMEM', 'initgroups': 'ENOMEM',
    'chdir': 'EACCES EIO', 'fchdir': 'EIO', 'getcwd': 'EACCES', 'opendir': 'EACCES EMFILE', 'fdopendir': 'ENOMEM',
    'realpath': 'EACCES EIO', 'fork': 'EAGAIN ENOMEM', 'waitid': 'EINTR', 'sigtimedwait': 'EINTR',
    'readdir': 'EIO',
    'dup': 'EMFILE', 'dup2': 'EMFILE', 'dup3': 'EMFILE', 'pipe': 'EMFILE ENFILE', 'pipe2': 'EMFILE ENFILE',
    'posix_spawn': 'EAGAIN ENOMEM EACCES', 'posix_spawnp': 'EAGAIN ENOMEM EACCES', 'waitpid': 'EINTR',
    'socket': 'EMFILE ENOBUFS', 'connect': 'ECONNREFUSED ETIMEDOUT EINTR', 'poll': 'EINTR ENOMEM',
    'getaddrinfo': 'EAGAIN', 'iconv_open': 'ENOMEM EMFILE', 'setsockopt': 'ENOBUFS', 'getsockopt': 'ENOBUFS',
}
SOCKET_ERRORS = {
    'read': 'ECONNRESET ETIMEDOUT EINTR', 'recv': 'ECONNRESET ETIMEDOUT EINTR',
    'write': 'EPIPE ECONNRESET EINTR', 'writev': 'EPIPE ECONNRESET EINTR', 'send': 'EPIPE ECONNRESET EINTR',
}
READS = {'read', 'pread', 'recv'}
WRITES = {'write', 'pwrite', 'writev', 'send', 'copy_file_range', 'sendfile'}
SYNCS = {'fsync', 'fdatasync', 'syncfs'}

ALLOCATION = Call('alloc', 0, 'alloc', -1, '-')

# Whoever goes on and says 0 after one of these has lost something without a word.
MUST_BE_NOTICED = {'write', 'pwrite', 'writev', 'fsync', 'fdatasync', 'syncfs', 'ftruncate', 'rename', 'renameat',
                   'renameat2', 'link', 'linkat', 'mkdir', 'mkdirat', 'posix_spawn', 'posix_spawnp', 'fork',
                   'setuid', 'setgid', 'setgroups', 'initgroups'}


def plain(name):
    return re.sub(r'^__|_chk$|_2$|64', '', name)


def read_log(path):
    """The calls of a run, and for each of its allocations which library or program made it."""
    calls, allocs, counts, origin = [], [], Counter(), ''
    with open(path) as log:
        for line in log:
            raw, number, detail = line.rstrip('\n').split(' ', 2)
            if raw == 'alloc':
                allocs += [origin] * (int(number) - len(allocs) - (detail != '-'))
                origin = os.path.basename(detail)
            else:
                counts[raw] += 1
                calls.append(Call(raw, counts[raw], plain(raw), int(number), detail))
    return calls, allocs


def written(calls, i):
    """True if the descriptor that call i closes has been written to since it was opened."""
    for c in reversed(calls[:i]):
        if c.fd == calls[i].fd and c.name == 'close':
            return False
        if c.fd == calls[i].fd and c.name in WRITES:
            return True
    return False


def struck(calls, fault):
    """Where the call that failed is in the calls of the faulty run: its number in the clean run does not say it."""
    return next(i for i, c in enumerate(calls) if (c.raw, c.nth) == (fault.what, fault.n))


def breaks_connection(calls, fault):
    """True if the fault may hide a server's yes, so that the same run tries again."""
    if fault.how != 'fail' or fault.call == ALLOCATION:
        return False
    call = calls[struck(calls, fault)]
    return call.detail.startswith('socket') or call.name == 'poll'


def must_be_noticed(calls, fault):
    """True if whoever goes on after this fault and says 0 has lost something. calls: those of the faulty run."""
    if fault.how != 'fail' or fault.error == errno.EINTR or fault.call == ALLOCATION:
        return False
    at = struck(calls, fault)
    call = calls[at]
    if call.detail.startswith('socket') or call.fd == 2:
        return False
    if call.name != 'close':
        return call.name in MUST_BE_NOTICED
    lost = '+' in call.detail and (call.fd == 1 or not call.detail.startswith('scratch'))
    return lost and written(calls, at)


def undurable(calls):
    """A name in a folder must not reach the disk before what it stands for, and must reach it before exit 0:
    says which rename or link comes after a write without an fsync between them, or has no fsync of a folder
    after it."""
    last = None
    for i, c in enumerate(calls):
        if c.name.startswith(('rename', 'link')):
            last = c
            before = [b.name for b in calls[:i] if b.name == 'syncfs' or
                      (b.fd > 2 and b.detail == 'file+' and b.name in WRITES | SYNCS)]
            if before and before[-1] in WRITES:
                return f'{c.name} {c.nth}: what was written is not synced'
        elif c.name in SYNCS and c.detail == 'folder':
            last = None
    return f'{last.name} {last.nth}: the folder is not synced' if last else None


def plan(program, calls, allocs, every_error=True, most_allocs=1000):
    """All faults for one program, from the log of its clean run. Of the allocations of OpenSSL, which makes ten
    thousand, about most_allocs are taken, evenly."""
    out = []

    def add(how, error=0):
        out.append(Fault(program, call.raw, call.nth, how, error, call))

    for call in calls:
        add('kill')
        names = SOCKET_ERRORS.get(call.name) if call.detail.startswith('socket') else None
        names = (names or ERRORS.get(call.name, '')).split()
        for name in names if every_error else names[:1]:
            add('fail', getattr(errno, name))
        if call.name in READS | WRITES:
            add('short')
        if call.name in WRITES:
            add('torn')
    if calls:
        add('killed')
    foreign = [n for n, origin in enumerate(allocs, 1) if origin.startswith('libcrypto')]
    ours = [n for n, origin in enumerate(allocs, 1) if not origin.startswith('libcrypto')]
    for n in ours + foreign[::max(1, len(foreign) // most_allocs)]:
        for how in ('fail', 'dry') if every_error else ('fail',):
            out.append(Fault(program, 'alloc', n, how, errno.ENOMEM, ALLOCATION))
    return out


def describe(fault):
    if not fault:
        return 'no fault'
    error = errno.errorcode.get(fault.error, '') if fault.how == 'fail' else ''
    where = f' ({fault.call.detail})' if fault.call.detail != '-' else ''
    return f'{fault.program}: {fault.call.name} {fault.n}{where} {fault.how} {error}'.rstrip()
