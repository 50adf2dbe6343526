"""What is run under faults, and what must hold afterwards.

A trial puts one fault into one run and says what is wrong then. Common to all: a program ends as it does
without a fault, with the same bytes, or with 75 and one line that begins with 4; never with any other code, and
never with 0 after a call failed whose failure loses something. A killed program may leave anything behind that
the next run cleans up; that run has no fault, and all must be well after it."""
import errno
import hashlib
import os
import pwd
import re
import shutil
import signal
import time
from collections import Counter, namedtuple

import faults
from box import tree
from world import BODY, HEADER

TEMP = 75
YEARS_AGO = 1577836800        # 2020-01-01
LEFT_OVER = r'\.tmp\.\d+$|/tmp/'     # of file_new, in a Maildir: the next run of the same program takes it away
Outcome = namedtuple('Outcome', 'problems repeated fell')     # fell: there was a fault


def comparable(message):
    """Without what differs from run to run: a signature's time and value."""
    head, _, body = message.partition(b'\n\n')
    fields = re.split(rb'\n(?![ \t])', head)
    for i, field in enumerate(fields):
        if field.startswith((b'DKIM-Signature:', b'ARC-Message-Signature:', b'ARC-Seal:')):
            fields[i] = re.sub(rb'\b([tb])=[^;]*', rb'\1=', re.sub(rb'\s+', b'', field))
    return b'\n'.join(fields) + b'\n\n' + body


def judge(r, clean, fault, calls, fell, own_words=True):
    """What is wrong with the exit of the faulty run itself."""
    if r.hung:
        return ['it hung']
    if r.code == -9 and fault.how in ('kill', 'killed', 'torn'):
        return []
    # OpenSSL, where it runs out of memory, may walk on into the void. The runner makes 75 of that.
    if r.code == -signal.SIGSEGV and fell and 'libcrypto' in fell and fault.what == 'alloc':
        return []
    if r.code == TEMP and TEMP != clean.code:
        lines = r.err.splitlines()
        return [] if not own_words or (len(lines) == 1 and lines[0][:2] == b'4.') else [f'75 says {r.err[:200]!r}']
    if r.code != clean.code:
        return [f'exit {r.code}, not {clean.code} or 75: {r.err[:200]!r}']
    if own_words and r.out != clean.out:
        return [f'exit {r.code} with other output: {len(r.out)} octets, not {len(clean.out)}']
    if clean.code == 0 and fell is not None and faults.must_be_noticed(calls, fault):
        return [f'exit {r.code} all the same']
    return []


class Program:
    """One program, alone. stateful: it keeps something in the list's folder, so that the next run matters even
    if it was not killed."""
    stateful = False
    own_words = True            # what it prints must be the same each time, and on 75 one line
    frugal = True               # it cleans up even where there is no memory left
    left_over = LEFT_OVER

    def __init__(self, argv, message='post', pipe=False, code=0, files=None):
        self.argv, self.message, self.pipe, self.code = argv.split(), message, pipe, code
        self.files = files or {}        # what lies in the list's folder besides, for years, by its name
        self.name = f'{argv} <{message}' + (' |' if pipe else '')

    def run(self, box, world, extra, **more):
        argv = [os.path.join(world.bin, self.argv[0])] + [world.word(w) for w in self.argv[1:]]
        return box.run(argv, {**world.env, **extra}, world.message(self.message), self.pipe, **more)

    def fresh(self, box, world):
        world.fresh(box)
        for name, content in self.files.items():
            os.makedirs(os.path.dirname(name) or '.', exist_ok=True)
            with open(name, 'wb') as f:
                f.write(content)
            if name != 'log':       # somebody writes into that every day
                os.utime(name, (YEARS_AGO, YEARS_AGO))

    def clean(self, box, world):
        """Runs without a fault, and returns what is wrong even so."""
        self.fresh(box, world)
        self.reference = self.run(box, world, box.watched(self.argv[0]))
        self.calls, self.allocs = box.calls()       # of the clean run
        self.tree = tree()
        problems = []
        if self.reference.code != self.code:
            problems.append(f'exit {self.reference.code}: {self.reference.err[:300]!r}')
        late = faults.undurable(self.calls)
        return problems + ([late] if late else [])

    def plan(self):
        return faults.plan(self.argv[0], self.calls, self.allocs)

    def trial(self, box, world, fault):
        self.fresh(box, world)
        r = self.run(box, world, box.faulty(fault))
        calls, fell = box.calls()[0], box.fell()
        problems = judge(r, self.reference, fault, calls, fell, self.own_words)
        killed = r.code == -9
        left = {f for f in tree() - self.tree - world.tree - set(self.files) if not re.search(self.left_over, f)}
        if left and not killed and (self.frugal or fault.how != 'dry'):
            problems.append(f'leaves {sorted(left)}')
        problems += self.look(box, world, r)
        if self.stateful or killed:
            problems += self.again(box, world)
        return Outcome(problems, False, fell is not None)

    def look(self, box, world, r):
        """What is wrong with what the program has left behind."""
        return []

    def again(self, box, world):
        """What is wrong with a run without a fault after it."""
        r = self.run(box, world, {})
        problems = []
        if (r.code, self.own_words and r.out) != (self.reference.code, self.own_words and self.reference.out):
            problems.append(f'the next run: exit {r.code} {r.err[:200]!r}')
        left = {f for f in tree() ^ self.tree if not re.search(r'^(seq(\.tmp\.\d+)?|log)$', f)}    # see NumberPost; a failure is logged
        if left:
            problems.append(f'after the next run: {sorted(left)}')
        return problems


class Stateful(Program):
    stateful = True


class NumberPost(Stateful):
    """The retry keeps the number, and the next post gets the next one. It also brings seq, which the retry leaves
    alone since posts says enough, up to date."""

    def again(self, box, world):
        r = self.run(box, world, {})
        problems = [] if r.out == self.reference.out else [f'the next run: exit {r.code} {r.err[:200]!r}']
        argv = [os.path.join(world.bin, 'number-post')]
        r = box.run(argv, world.env, world.message('anonymous'))
        if b'\nX-Mail-Count: 00002\n' not in r.out:
            problems.append(f'the next post: exit {r.code} {r.err[:200]!r}')
        return problems + ([] if tree() == self.tree else [f'after the next post: {sorted(tree() ^ self.tree)}'])


class BuildList(Stateful):
    """The cdb is the old one or the new one, and whole."""

    def look(self, box, world, r):
        got = box.run([os.path.join(world.bin, 'list-members'), 'members.cdb'], world.env, os.devnull)
        allowed = [world.new_members] if r.code == 0 else [world.members, world.new_members]
        return [] if got.code == 0 and got.out in allowed else [f'members.cdb: {got.code} {got.err!r} {got.out!r}']


class ChangeMembers(Stateful):
    """Text and cdb hold the old members or the new ones, and are whole; a cdb of other members than the text's is not
    believed."""

    def look(self, box, world, r):
        with open('members', 'rb') as f:
            text = f.read()
        got = box.run([os.path.join(world.bin, 'list-members'), 'members.cdb'], world.env, os.devnull)
        new = world.members + b'zoe@example.org\n'
        allowed = [new] if r.code == 0 else [world.members, new]
        problems = [] if text in allowed else [f'members: {text!r}']
        if got.code or got.out not in allowed:
            problems.append(f'members.cdb: {got.code} {got.err!r} {got.out!r}')
        if got.out != text and box.run([os.path.join(world.bin, 'check-subscriber'), '-x', 'drop', 'members.cdb'], world.env,
                                       world.message('stranger')).code != TEMP:
            problems.append('a cdb that is not up to date is believed')
        return problems

    def again(self, box, world):
        """The fault may have come after the change: then she is a member already, which is no mistake."""
        r = self.run(box, world, {})
        if r.code or r.out not in (b'', b'zoe@example.org is a member already\n'):
            return [f'the next run: exit {r.code} {r.err[:200]!r} {r.out!r}']
        left = {f for f in tree() ^ self.tree}
        return self.look(box, world, r) + ([f'after the next run: {sorted(left)}'] if left else [])


class Signer(Program):
    """The time of the signature is in it, so it is never the same twice."""

    def clean(self, box, world):
        problems = super().clean(box, world)
        self.reference = self.reference._replace(out=comparable(self.reference.out))
        return problems

    def run(self, box, world, extra, **more):
        r = super().run(box, world, extra, **more)
        wrong = self.verify(world, r.out) if r.code == 0 else []
        return r._replace(out=comparable(r.out) + b''.join(w.encode() for w in wrong))

    def verify(self, world, message):
        return world.verify([('', message)])


class Sealer(Signer):
    def verify(self, world, message):
        return world.verify_chain(message)


class NewList(Stateful):
    """The folder is there with all it needs, all of it its owner's, or not at all. What a killed one has begun
    stays beside it, under the name that the manual says."""
    own_words = False           # it prints the new key
    frugal = False              # to read a folder takes memory

    def plan(self):
        return faults.plan(self.argv[0], self.calls, self.allocs, most_allocs=100)     # a key takes its time

    def look(self, box, world, r):
        there, whole = os.path.exists('new'), self.tree <= tree()
        if there and whole:
            with open(next(f for f in self.tree if f.endswith('.pem')), 'rb') as f:
                whole = b'-----END' in f.read()
        if r.code == 0 and not there:
            return ['exit 0 without a folder']
        if len({os.lstat(name).st_uid for name in ['new', *(f for f in tree() if f.startswith('new/'))] if there}) > 1:
            return ['not all of it belongs to the owner']
        return ['half a folder'] if there and not whole else []

    def again(self, box, world):
        there = os.path.exists('new')
        r = self.run(box, world, {})
        problems = [] if r.code == (TEMP if there else 0) else [f'the next run: exit {r.code} {r.err[:200]!r}']
        left = {f for f in tree() ^ self.tree if not re.match(r'new\.new\.\d+(/|$)', f)}
        if left:
            problems.append(f'after the next run: {sorted(left)}')
        return problems


class Report(Stateful):
    """The rows of a mail's reports are in the table once and whole, after a retry at the latest; what could not be
    read is kept, with its reason."""
    TABLE = 'dmarc-reports/ml.example.jp.2023-11.tsv'

    def __init__(self, message, kept=0):
        super().__init__('dmarc-report', message)
        self.kept = kept        # files in unread

    def table(self):
        if not os.path.exists(self.TABLE):
            return b''
        with open(self.TABLE, 'rb') as f:
            return f.read()

    def clean(self, box, world):
        problems = super().clean(box, world)
        self.whole = self.table()
        if self.whole.count(b'\n') != 1 + world.rows or len(set(self.whole.splitlines())) != 1 + world.rows:
            problems.append(f'the table: {self.whole!r}')
        if len([f for f in self.tree if '/unread/' in f]) != self.kept:
            problems.append(f'{sorted(self.tree)}')
        for i, c in enumerate(self.calls):
            later = [b.name for b in self.calls[i:] if b.fd == c.fd and b.name in faults.SYNCS | {'close'}]
            if c.name in faults.WRITES and c.fd > 2 and c.detail == 'file+' and later[:1] not in (['fsync'], ['fdatasync']):
                problems.append(f'{c.name} {c.nth}: what was written is not synced')
        return problems

    def look(self, box, world, r):
        got = self.table()
        if r.code == -9:        # a retry goes on from here
            return [] if self.whole.startswith(got) else [f'no start of the table: {got!r}']
        whole = [self.whole[:m.end()] for m in re.finditer(rb'^.*record.*\n|^.*\t(\d+)/\1\t.*\n', self.whole, re.M)]
        if r.code == 0 and got != self.whole:
            return [f'exit 0 with another table: {got!r}']
        return [] if got in [b''] + whole else [f'half a report: {got!r}']

    def again(self, box, world):
        problems = super().again(box, world)
        return problems + ([] if self.table() == self.whole else [f'after the next run: {self.table()!r}'])


class Inject(Stateful):
    """Hands a post over. Copies of it are counted: at most one a member after the fault, one after the next
    run. With an MTA (not into Maildirs) one hand-over may be repeated, if the fault fell between the MTA's yes
    and the record of it."""

    def __init__(self, argv, message='numbered', most=0):
        super().__init__(argv, message)
        self.most = most        # members in one hand-over that may be repeated
        self.members = None

    def copies(self, world):
        """(member, message) for each copy that was handed over."""
        out = []
        for path in sorted(tree('boxes')) if os.path.isdir('boxes') else []:
            if '/new/' in path and '/tmp.' not in path and '.tmp.' not in path:
                with open(path, 'rb') as f:
                    out.append((path.split('/')[1], f.read()))
        for name in os.listdir('kept'):
            if not name.startswith('tmp.'):
                with open(os.path.join('kept', name), 'rb') as f:
                    envelope, message = f.read().split(b'\0\0', 1)
                out += [(member.decode(), message) for member in envelope.split(b'\0')[1:]]
        for recipients, message in world.handed():
            out += [(member.decode(), message) for member in recipients]
        return out

    def clean(self, box, world):
        problems = super().clean(box, world)
        copies = self.copies(world)
        self.members = sorted(member for member, _ in copies)
        messages = {comparable(message) for _, message in copies}
        if len(self.members) != len(world.everybody) or len(set(self.members)) != len(self.members):
            problems.append(f'copies for {self.members}')
        if len(messages) != 1:
            problems.append(f'{len(messages)} different messages')
        self.whole = messages.pop() if messages else b''
        return problems

    def look(self, box, world, r, repeats=False):
        copies = self.copies(world)
        counts = Counter(member for member, _ in copies)
        problems = [f'a copy for {member} is not the message' for member, message in copies
                    if comparable(message) != self.whole]
        problems += [f'no such member: {m}' for m in counts if m not in self.members]
        extra = sum(counts.values()) - len(counts)
        missing = [m for m in self.members if not counts[m]]
        if missing and r.code == 0:
            problems.append(f'no copy for {missing}')
        if extra and not (repeats and extra <= self.most):
            problems.append(f'{extra} copies too many')
        return problems

    def finish(self, box, world):
        """Runs until it is no longer 75, as an MTA would, if at another pace."""
        for _ in range(100):
            r = self.run(box, world, {})
            if r.code != TEMP:
                return r
            time.sleep(0.02)
        return r

    def trial(self, box, world, fault):
        self.fresh(box, world)
        r = self.run(box, world, box.faulty(fault))
        calls, fell = box.calls()[0], box.fell()
        problems = judge(r, self.reference, fault, calls, fell)
        problems += self.look(box, world, r, repeats=fell is not None and faults.breaks_connection(calls, fault))
        again = self.finish(box, world)
        if again.code:
            problems.append(f'the next run: exit {again.code} {again.err[:200]!r}')
        problems += self.look(box, world, again, repeats=True)
        left = {f for f in tree() ^ self.tree if not re.search(r'^seq(\.tmp\.\d+)?$', f)}    # see NumberPost
        if left:
            problems.append(f'after the next run: {sorted(left)}')
        return Outcome(problems, len(self.copies(world)) > len(self.members), fell is not None)


class ListCommand(Inject):
    """Each letter goes out whole, to whom it is for, and once; one may go twice, as with inject. Whoever is to be a
    member is one in the end, and nobody else."""

    def __init__(self, argv, message, extension, letters, joins=b'', files=None):
        super().__init__(argv, message, most=1)
        self.extension, self.letters, self.joins, self.files = extension, letters, joins, files or {}

    def run(self, box, world, extra, **more):
        path = f'{world.bin}:{world.env["PATH"]}'
        return super().run(box, world, {'PATH': path, 'EXTENSION': self.extension, **extra}, **more)

    def copies(self, world):
        """With the kind of the letter in the place of the recipient, and without what is another each time."""
        return [(re.search(rb'^Subject: .*', message, re.M).group().decode() + recipient,
                 re.sub(rb'^Date: .*', b'Date:', re.sub(rb'[a-z2-7]{26}', b'TOKEN', message), flags=re.M))
                for recipient, message in super().copies(world)]

    def clean(self, box, world):
        problems = Stateful.clean(self, box, world)
        copies = self.copies(world)
        self.whole = dict(copies)
        return problems + ([] if len(copies) == len(self.whole) == self.letters else [f'sends {sorted(self.whole)}'])

    def look(self, box, world, r, repeats=False):
        copies = self.copies(world)
        problems = [f'this is no letter: {m!r}' for name, m in copies if self.whole.get(name) != m]
        sent = dict(copies)
        if len(copies) - len(sent) > (self.most if repeats else 0):
            problems.append(f'{len(copies) - len(sent)} letters too many')
        with open('members', 'rb') as f:
            text = f.read()
        if r.code == 0 and len(sent) < self.letters:
            problems.append(f'only {sorted(sent)}')
        if text not in ([] if r.code == 0 else [world.members]) + [world.members + self.joins]:
            problems.append(f'members: {text!r}')
        return problems

    def trial(self, box, world, fault):
        self.fresh(box, world)
        r = self.run(box, world, box.faulty(fault))
        calls, fell = box.calls()[0], box.fell()
        problems = judge(r, self.reference, fault, calls, fell) + self.look(box, world, r)
        again = self.finish(box, world)
        if again.code:
            problems.append(f'the next run: exit {again.code} {again.err[:200]!r}')
        problems += self.look(box, world, again, repeats=True)
        left = {f for f in tree() if re.search(LEFT_OVER, f)}
        if left:
            problems.append(f'after the next run: {sorted(left)}')
        return Outcome(problems, len(self.copies(world)) > self.letters, fell is not None)


class OwnerCommand(ListCommand):
    """The same in a list whose members own it. Who tries again finds that it was so already, and says so."""

    def copies(self, world):
        return [(name, message.replace(b'It was so already.', b'Done.')) for name, message in super().copies(world)]

    def fresh(self, box, world):
        super().fresh(box, world)
        shutil.copy2('members.cdb', 'owners.cdb')


class Traced(Program):
    """The same by strace: a kill at every system call that the kernel sees, and errors of those that the shim
    does not, since glibc makes them itself: when it loads converters, reads folders, starts programs, and for memory."""
    stateful = True
    ERRORS = {'mmap': errno.ENOMEM, 'mprotect': errno.ENOMEM, 'openat': errno.EMFILE,
              'read': errno.EIO, 'getdents64': errno.EIO, 'getrandom': errno.EINTR, 'vfork': errno.EAGAIN,
              'clone': errno.EAGAIN, 'clone3': errno.EAGAIN}

    def __init__(self, argv, message='post'):
        super().__init__(argv, message)
        self.name = 'strace ' + self.name

    def run_traced(self, box, world, options):
        whole = os.path.join(world.bin, self.argv[0])
        argv = ['/usr/bin/strace', '-qq', *options, whole, *self.argv[1:]]
        return box.run(argv, world.env, world.message(self.message))

    def clean(self, box, world):
        problems = super().clean(box, world)
        self.fresh(box, world)
        self.run_traced(box, world, ['-o', box.log])
        with open(box.log) as f:
            self.traced = re.findall(r'^(\w+)\(', f.read(), re.M)[1:]      # the first is execve of the program
        return problems

    def plan(self):
        counts, out = Counter(), []
        loaded = self.traced.index('munmap')    # of the loader's cache, when all libraries are there
        for at, name in enumerate(self.traced):
            counts[name] += 1
            call = faults.Call(name, counts[name], name, -1, '-')
            out.append(faults.Fault('strace', name, counts[name], 'kill', 0, call))
            if name in self.ERRORS and at > loaded:
                out.append(faults.Fault('strace', name, counts[name], 'fail', self.ERRORS[name], call))
        return out

    def trial(self, box, world, fault):
        self.fresh(box, world)
        what = 'signal=KILL' if fault.how == 'kill' else f'error={errno.errorcode[fault.error]}'
        options = ['-o', '/dev/null', '-e', f'inject={fault.what}:{what}:when={fault.n}']
        r = self.run_traced(box, world, options)
        problems = judge(r, self.reference, fault, [], None)
        return Outcome(problems + self.again(box, world), False, True)


class TracedChange(Traced):
    look, again = ChangeMembers.look, ChangeMembers.again


TOKEN = 'abcdefghijklmnopqrstuvwxyz'

SCORE = """LIST=orch@ml.example.jp
LIST_NAME="東京オーケストラ"
check-loop
check-subscriber members.cdb
number-post
tag-subject "[orch:%05d]"
add-list-headers
munge-from
wrap-lines
dkim-sign -d ml.example.jp -s 2026 -k keys/2026.pem
inject {} members.cdb
"""


class Chain(Inject):
    """The whole score, with the fault in one of its programs. A killed step is no killed runner: that is 75."""

    def __init__(self, target, transport, most=0):
        super().__init__('tutti post', 'post', most)
        self.target, self.score = target, SCORE.format(f'-t {transport}')
        self.name = f'score -t {transport}, faults in {target}'

    def run(self, box, world, extra, **more):
        own, of_step = (extra, {}) if self.target == 'tutti' else ({}, extra)
        with open('post', 'w') as f:
            f.writelines(f'{name}={value}\n' for name, value in of_step.items())
            f.write(self.score.replace('SMTP', world.word('SMTP')))
        hasty = ':none:' not in own.get('FAULT', ':none:')
        return super().run(box, world, own, wait=not hasty, **more)

    def clean(self, box, world):
        watched = box.watched
        box.watched = lambda _: watched(self.target)
        problems = super().clean(box, world)
        del box.watched
        return problems + world.verify(self.copies(world))

    def plan(self):
        return faults.plan(self.target, self.calls, self.allocs, self.target == 'tutti', 200)

    def trial(self, box, world, fault):
        outcome = super().trial(box, world, fault)
        outcome.problems.extend(world.verify(self.copies(world)))
        with open('log') as f:
            lines = f.read().splitlines()
        everybody = len(self.members)
        # If the log was what failed, "has been sent before" is what the next run can say.
        if not any(re.search(rf'\tsent\t.*accepted={everybody}|sent before\taccepted={everybody}', line) for line in lines):
            outcome.problems.append(f'no line in the log says sent: {lines}')
        if outcome.repeated and not any('possible duplicate' in line for line in lines):
            outcome.problems.append(f'the repeated hand-over is not logged: {lines}')
        return outcome


class Verifier(Program):
    """Where the resolver runs out of memory or descriptors, it says that there is no answer; so does this, and the
    steps after it wait for the next try."""

    def run(self, box, world, extra, **more):
        r = super().run(box, world, extra, **more)
        return r._replace(code=TEMP, err=b'4.') if r.code == 0 and b'temperror' in r.out else r


class Named(Program):
    """dmarc-summary -r: a host whose name can't be had has its address instead, and its mail is there all the same."""

    def run(self, box, world, extra, **more):
        r = super().run(box, world, extra, **more)
        named = rb'14 +0  example\.jp \(2 addresses\)'
        each = rb'7 +0  (example\.jp \()?192\.0\.2\.2[56]\)?$'
        less = r.code == 0 and not re.search(named, r.out) and len(re.findall(each, r.out, re.M)) == 2
        return r._replace(code=TEMP, err=b'4.') if less else r

    def clean(self, box, world):
        return super().clean(box, world) + ([] if b'(2 addresses)' in self.reference.out else ['there is no name'])


class Moderated(Stateful):
    """release and discard: a post that is held is never lost without a word, and goes where it is to go once."""
    own_words = False           # the second run may find nothing to do

    def __init__(self, argv, arrived):
        super().__init__(argv, 'empty', files=HELD)
        self.arrived = arrived  # how often it has got where it was to go, and how often it may

    def look(self, box, world, r):
        held, arrived = os.listdir('hold'), self.arrived()
        problems = [] if held or arrived else ['the post is lost']
        if r.code == 0 and (held or not arrived):
            problems.append(f'exit 0, {len(held)} held, {arrived} there')
        return problems + ([f'it is there {arrived} times'] if arrived > 1 else [])

    def again(self, box, world):
        want = 0 if os.listdir('hold') else TEMP
        r = self.run(box, world, {})
        return ([] if r.code == want else [f'the next run: exit {r.code} {r.err[:200]!r}']) + self.look(box, world, r)


class Heard(Stateful):
    """A moderator's ok: the post leaves hold/ when it has got where it was to go, once."""
    own_words = False           # the second run may find nothing to do

    def __init__(self):
        super().__init__('hear-moderator', 'ok', code=99, files={**HELD, 'pending/secret': SECRET})

    def run(self, box, world, extra, **more):
        letters = hashlib.sha256(SECRET + f'release\n{POST_ID}'.encode()).digest()[:26]
        name = ''.join('abcdefghijklmnopqrstuvwxyz234567'[c % 32] for c in letters)
        return super().run(box, world, {'EXTENSION': f'moderate-{name}', **extra}, **more)

    def look(self, box, world, r):
        held, arrived = os.listdir('hold'), stored()
        problems = [] if held or arrived else ['the post is lost']
        if r.code == 99 and (held or not arrived):
            problems.append(f'exit 99, {len(held)} held, {arrived} there')
        return problems + ([f'it is there {arrived} times'] if arrived > 1 else [])

    def again(self, box, world):
        r = self.run(box, world, {})
        return ([] if r.code == 99 else [f'the next run: exit {r.code} {r.err[:200]!r}']) + self.look(box, world, r)


class Asked(Stateful):
    """A question is the same each time, once the list has its secret."""
    own_words = False
    left_over = LEFT_OVER + r'|pending'

    def __init__(self):
        super().__init__('ask-moderator', 'munged', files=HELD)

    def run(self, box, world, extra, **more):
        return super().run(box, world, {'EXTENSION': f'held-{POST_ID}', **extra}, **more)

    def look(self, box, world, r):
        return [] if r.code or r.out.endswith(b'--\n') else ['half a question']

    def again(self, box, world):
        r = self.run(box, world, {})
        return ([] if r.code == 0 else [f'the next run: exit {r.code} {r.err[:200]!r}']) + self.look(box, world, r)


class Digest(Stateful):
    """A digest that an earlier run had begun to send is sent, once."""

    def __init__(self):
        super().__init__('make-digest .', 'empty', files={
            'digest': b'LIST=orch@ml.example.jp\nstore-mail got\n', 'seq': b'1\n',
            'posts': b'1 ' + b'c' * 64 + b' <1@example.org>\n', 'archive/00001.eml': HEADER + BODY.replace(b'long line ' * 200, b''),
            'digests': b'1 0 1 1700000000\n'})

    def look(self, box, world, r):
        arrived = stored()
        problems = ['exit 0, and it is not there'] if r.code == 0 and not arrived else []
        return problems + ([f'it is there {arrived} times'] if arrived > 1 else [])

    def again(self, box, world):
        return super().again(box, world) + self.look(box, world, self.reference)


def stored():
    return len(os.listdir('got/new')) if os.path.isdir('got/new') else 0


def logged():
    """Whether, not how often: a line more is no harm."""
    if not os.path.exists('log'):
        return 0
    with open('log') as f:
        return '\tdiscarded\t' in f.read()


class Archive(Stateful):
    """The copy is whole, and has one line in the summary."""

    def look(self, box, world, r):
        lines = []
        if os.path.exists('archive/00001.eml'):
            with open('archive/00001.eml', 'rb') as f:
                if f.read() != self.reference.out:
                    return ['the copy is not the post']
        if os.path.exists('archive/summary'):
            with open('archive/summary', 'rb') as f:
                lines = f.readlines()
        if len(lines) > 1 or r.code == 0 and len(lines) != 1:
            return [f'the summary: {lines}']
        return []

    def again(self, box, world):
        return super().again(box, world) + self.look(box, world, self.reference)


class Probe(Stateful):
    """A bounce that is one too many: one probe goes out, with one token, however often it is tried."""

    def probes(self):
        out = []
        for name in os.listdir('kept'):
            with open(os.path.join('kept', name), 'rb') as f:
                out.append(f.read())
        return out

    def settled(self):
        return {f for f in tree() if not re.match(r'(pending|sent)/', f) and f != 'log'}

    def clean(self, box, world):
        problems = super().clean(box, world)
        self.tree, self.allowed = self.settled(), tree()
        return problems + self.whole()

    def whole(self):
        probes = self.probes()
        state = ''.join(open(f).read() for f in tree() if re.match('bounces/../', f))
        if len(probes) != 1 or b'anne@example.org' not in probes[0]:
            return [f'{len(probes)} probes']
        token = probes[0].split(b'\0')[0].decode().split('@')[0][-26:]
        return [] if f'{token}\n' in state and 'PROBED=' in state else [f'{state!r} with {token}']

    def trial(self, box, world, fault):
        self.fresh(box, world)
        r = self.run(box, world, box.faulty(fault))
        calls, fell = box.calls()[0], box.fell()
        problems = judge(r, self.reference, fault, calls, fell)
        for _ in range(100):        # as long as a mail server would, if at another pace
            if self.run(box, world, {}).code != TEMP:
                break
            time.sleep(0.02)
        problems += self.whole()
        left = {f for f in self.settled() ^ self.tree if not re.search(LEFT_OVER, f)}
        return Outcome(problems + ([f'after the next run: {sorted(left)}'] if left else []), False, fell is not None)


class ProbeFailed(Stateful):
    """Text and cdb have the member switched off after the next run at the latest, and are whole before."""

    def run(self, box, world, extra, **more):
        return super().run(box, world, {'EXTENSION': f'p-{TOKEN}', **extra}, **more)

    def again(self, box, world):
        problems = super().again(box, world)
        got = box.run([os.path.join(world.bin, 'list-members'), 'members.cdb'], world.env, os.devnull)
        if not got.out.startswith(b'anne@example.org s=bounced\nbob@'):
            problems.append(f'members.cdb: {got.code} {got.err!r} {got.out!r}')
        return problems


class CountRefused(Stateful):
    """What is being counted has a name of its own until it all has been, line by line."""

    def look(self, box, world, r):
        return [f'exit {r.code}, not all was counted'] if r.code == 0 and os.path.exists('bounces/refused.counted') else []

    def trial(self, box, world, fault):
        outcome = super().trial(box, world, fault)
        problems = [p for p in outcome.problems if not re.match(r"leaves \[('bounces/[^']*'(, )?)+\]$", p)]
        return outcome._replace(problems=problems)


class ImportList(ChangeMembers):
    """The members as with change-members; posts are whole or not there; the next run brings all that is missing."""
    left_over = LEFT_OVER + r'|^archive/\.importing(/|$)'
    old = {'old/members': b'zoe@example.org\n', 'old/seq': b'7\n', 'old/summary': b'20/01/01 00:00:00 [3:a] b\n',
           'old/spool/3': HEADER + BODY, 'old/spool/7': HEADER + b'\nseven\n', 'digests': b'3 0\n',
           'post': b'LIST=orch@ml.example.jp\n'}

    def clean(self, box, world):
        problems = super().clean(box, world)
        waits = [c.name for c in self.calls].count('syncfs')
        return problems + ([] if waits == 1 else [f'the disk is waited for {waits} times, and not once for both posts'])

    def look(self, box, world, r):
        posts = {'archive/00003.eml': HEADER + BODY, 'archive/00007.eml': HEADER + b'\nseven\n'}
        problems = super().look(box, world, r)
        for name, content in posts.items():
            if not os.path.exists(name):
                problems += [f'no {name}'] if r.code == 0 else []
            elif open(name, 'rb').read() != content:
                problems.append(f'{name} is damaged')
        if r.code == 0:
            for name, content in (('seq', b'7\n'), ('digests', b'3 7\n')):
                if open(name, 'rb').read() != content:
                    problems.append(f'{name} is {open(name, "rb").read()!r}')
            if [line[17:].split(b':')[0] for line in open('archive/summary', 'rb')] != [b' [3', b' [7']:
                problems.append('summary')
        return problems

    def again(self, box, world):
        r = self.run(box, world, {})
        if r.code:
            return [f'the next run: exit {r.code} {r.err[:200]!r}']
        left = {f for f in tree() ^ self.tree}
        return self.look(box, world, r) + ([f'after the next run: {sorted(left)}'] if left else [])


class CheckList(Program):
    """What could not be looked at is one more finding, or 75, but never a reason to say that all is well. No name
    server answers."""
    own_words = False

    def run(self, box, world, extra, **more):
        with open('post', 'w') as f:
            f.write(f'#!{world.bin}/tutti\n' + SCORE.format('-t sendmail'))
        os.chmod('post', 0o700)
        return super().run(box, world, {'DNS': '127.0.0.1:1', **extra}, **more)


CHAIN = ['tutti', 'check-loop', 'check-subscriber', 'number-post', 'tag-subject', 'add-list-headers', 'munge-from',
         'wrap-lines', 'dkim-sign', 'inject']
POST_ID = hashlib.sha256(HEADER + BODY).hexdigest()
HELD = {'post': b'LIST=orch@ml.example.jp\nmoderate\nstore-mail got\n',
        f'hold/{POST_ID}': b'SCORE=post\nREASON=2.7.0 moderate: look at it\n\n' + HEADER + BODY}
OLD = {**HELD, 'sent/' + 'a' * 64: b'try 1\n', 'bounces/new/' + 'b' * 64: HEADER + BODY,
       'log': b'2020-01-01T00:00:00Z\t-\n', 'log.2019-01': b'2019-01-01T00:00:00Z\t-\n'}
TOKEN = 'a' * 26
SECRET = b's' * 64
PENDING = {f'pending/{TOKEN}': b'ACTION=probe\nADDRESS=anne@example.org\nARGUMENT=\nEXPIRES=9999999999\n', 'pending.lock': b''}
REFUSED = {'return': b'LIST=orch@ml.example.jp\ncount-bounce members.cdb\n',
           'bounces/refused': b'1700000000 x anne@example.org 550 5.1.1 no such user\n1700000000 x zoe@example.org 550 5.1.1 no\n'}
USER = 'nobody' if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
SIGN = 'dkim-sign -d ml.example.jp -s 2026 -k keys/2026.pem'
SEAL = 'arc-seal -d ml.example.jp -s 2026 -k keys/2026.pem -i ml.example.jp'

# A new program needs a line here: Program if it only looks or filters, Stateful if it leaves something in the list's
# folder, a class of its own if there is more to say about that.
ALL = [
    Program('check-loop'), Program('check-loop', 'loop', code=100), Program('check-loop', 'bulk', code=98),
    Program('check-field -x drop X-Spam-Flag YES'), Program('check-field -x drop X-Spam-Flag YES', 'spam', code=99),
    Program('check-subscriber members.cdb'), Program('check-subscriber members.cdb', 'stranger', code=98),
    Program('check-subscriber -x refuse members.cdb', 'stranger', code=100),
    Program('check-subscriber -a ml.example.jp members.cdb', 'proven'),
    Program('check-subscriber -a ml.example.jp -x refuse members.cdb', 'forged', code=99),
    Program('check-post -be -a .exe -r 30 -s 100k -t'), Program('check-post -x refuse -s 100', code=100),
    Stateful('check-post -p 5'), Program('moderate', code=98),
    Moderated('release ' + POST_ID[:10], stored), Moderated('discard ' + POST_ID[:10], logged),
    Program('list-held', 'empty', files=HELD), Stateful('tidy-list .', 'empty', files=OLD),
    Verifier('verify-auth -i ml.example.jp', 'signed'), Verifier('verify-auth -e -i example.org', code=98),
    Archive('archive', 'numbered'),
    Archive('archive', 'numbered', files={'archive/summary': b'20/01/01 00:00:00 [1:a] b\n'}),
    Program('hear-moderator'), Heard(), Asked(), Digest(),
    NumberPost('number-post'), NumberPost('number-post', pipe=True),
    Program('tag-subject [orch:%05d]', 'numbered'), Program('tag-subject [orch:%05d]', 'numbered', pipe=True),
    *[Program('add-footer footer', message, pipe=pipe, files={'footer': words.encode()}) for message, pipe, words in (
        ('post', False, '東京\n'), ('post', True, '①\n'), ('report', True, 'orch\n'), ('bounce', False, '東京\n'))],
    Program('strip-parts -f application/gzip', 'report'), Program('strip-parts multipart/*', 'report', pipe=True),
    Program('add-list-headers'), Program('add-list-headers', 'anonymous', pipe=True),
    Program('munge-from'), Program('munge-from -r list+cc', pipe=True),
    Program('wrap-lines'), Program('wrap-lines', pipe=True),
    Signer(SIGN, 'munged'), Signer(SIGN, 'munged', pipe=True),
    Sealer(SEAL, 'found'), Sealer(SEAL, 'found', pipe=True),
    Stateful('store-mail bounces'), Stateful('store-mail bounces', pipe=True),
    Program('count-bounce -n', 'bounce'), Stateful('count-bounce members.cdb', 'bounce'),
    Stateful('count-bounce members.cdb', 'bounce', pipe=True), Probe('count-bounce -b 1 members.cdb', 'bounce'),
    ProbeFailed('count-bounce members.cdb', 'bounce', files=PENDING),
    Stateful('count-bounce -k bounces members.cdb'), CountRefused('count-bounce -C . members.cdb', 'empty', files=REFUSED),
    Report('report'), Report('reports', kept=2),
    Program('dmarc-summary -s 2024-11 -u 2024-12-24 reports', 'empty'),
    Program('dmarc-summary -f html -s 2024-11 -u 2024-12-24 reports', 'empty'),
    Named('dmarc-summary -r -d named.example.jp -s 2024-11 -u 2024-11-30 reports', 'empty'),
    Program('list-members members.cdb', 'empty'), BuildList('build-list members.cdb new-members', 'empty'),
    ListCommand('list-command members', 'command', 'request', letters=2),
    ListCommand('list-command members', 'fetch', 'request', letters=1, files={
        'seq': b'1\n', 'archive/00001.eml': b'From: anne@example.org\nSubject: old\n\npost\n'}),
    ListCommand('list-command members', 'answered', f'confirm-{TOKEN}', letters=1, joins=b'zoe@example.org\n', files={
        f'pending/{TOKEN}': b'ACTION=confirm-subscribe\nADDRESS=zoe@example.org\nARGUMENT=\nEXPIRES=99999999999\n'}),
    OwnerCommand('list-command members', 'admin', 'request', letters=2),
    OwnerCommand('list-command members', 'post', f'confirm-{TOKEN}', letters=1, joins=b'zoe@example.org\n', files={
        f'pending/{TOKEN}':
            b'ACTION=confirm-admin\nADDRESS=anne@example.org\nARGUMENT=add zoe@example.org\nEXPIRES=99999999999\n'}),
    ChangeMembers('change-members members add zoe@example.org', 'empty'),
    ImportList('import-list old .', 'empty', files=ImportList.old), CheckList('check-list .', 'empty', code=100),
    NewList(f'new-list -u {USER} -m postfix -o anne@example.org new orch@ml.example.jp', 'empty'),
    Inject('inject -t maildir:boxes members.cdb'), Inject('inject -t sendmail members.cdb', most=5),
    Inject('inject -t qmail members.cdb', most=5), Inject('inject -t QMQP members.cdb', most=5),
    Inject('inject -t SMTP -n 2 members.cdb', most=2), Inject('inject -t SMTP -V members.cdb', most=1),
    *[Chain(p, 'maildir:boxes') for p in CHAIN],
    *[Chain(p, 'sendmail', most=5) for p in ('tutti', 'inject')],
    Chain('inject', 'SMTP -n 2', most=2),
    TracedChange('change-members members add zoe@example.org', 'empty'),
    *[Traced(*words) for words in (
        ('check-loop',), ('check-field -x drop X-Spam-Flag YES',), ('check-subscriber members.cdb',),
        ('number-post',), ('tag-subject [orch:%05d]', 'numbered'), ('add-list-headers',), ('munge-from',),
        ('wrap-lines',), ('store-mail bounces',), ('archive', 'numbered'), ('count-bounce members.cdb', 'bounce'),
        ('dmarc-report', 'reports'), ('build-list members.cdb new-members', 'empty'),
        ('inject -t maildir:boxes members.cdb', 'numbered'), ('tutti -c LIST=orch@ml.example.jp check-loop : munge-from',))],
]
