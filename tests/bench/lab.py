"""What the measurements share: a sink, lists for tutti and for mlmmj, and a clock."""
import os
import re
import shutil
import socket
import subprocess
import threading

DOMAINS = 500                   # as in blast
AUTHOR = 'm0000000@d0.example'


def address(i):
    return f'm{i:07}@d{i % DOMAINS}.example'


class Sink:
    def __init__(self, program):
        self.process = subprocess.Popen([program, '0'], stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def ask(self, command):
        with socket.create_connection(('127.0.0.1', self.port)) as s, s.makefile('rwb') as f:
            f.readline()
            f.write(command + b'\r\n')
            f.flush()
            return f.readline().decode()

    def reset(self):
        self.ask(b'XRESET')

    def stat(self):
        return {k: float(v) if '.' in v else int(v) for k, v in re.findall(r'(\w+)=([\d.]+)', self.ask(b'XSTAT'))}

    def stop(self):
        self.process.kill()
        self.process.wait()


class Swallower(threading.Thread):
    """A QMQP server that takes everything and keeps nothing."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        buffer = bytearray(1 << 20)
        while True:
            conn, _ = self.listener.accept()
            with conn:
                head = conn.recv(65536)
                left = int(head.split(b':')[0]) + head.index(b':') + 2 - len(head)
                while left > 0:
                    n = conn.recv_into(buffer)
                    if not n:
                        break
                    left -= n
                conn.sendall(b'13:Kok 1 qp 2 ok,')


class Lab:
    def __init__(self, here, build, folder):
        self.folder, self.bin = folder, os.path.join(build, 'bin')
        for name in ('csink', 'blast', 'treerun', 'swallow'):
            subprocess.run(['cc', '-std=c11', '-O2', '-o', self.path(name), os.path.join(here, f'{name}.c')], check=True)
        os.mkdir(self.path('mta'))
        for name in ('sendmail', 'qmail-queue'):
            shutil.copy(self.path('swallow'), self.path(f'mta/{name}'))
        self.sink = Sink(self.path('csink'))
        self.env = {'PATH': f'{self.bin}:{self.path("mta")}:/usr/bin:/bin', 'LIST': 'orch@ml.example.jp',
                    'LIST_NAME': 'Orch', 'SENDER': AUTHOR, 'RECIPIENT': 'orch@ml.example.jp',
                    'QMAILQUEUE': self.path('mta/qmail-queue')}
        self.posts = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def post(self, size=4096):
        """A message that has not been seen before."""
        self.posts += 1
        path = self.path(f'post.{size}')
        head = (f'From: Anne <{AUTHOR}>\nTo: orch@ml.example.jp\nSubject: post {self.posts}\n'
                f'Date: Mon, 24 Nov 2025 09:00:00 +0900\nMessage-ID: <{self.posts}.{os.getpid()}@d0.example>\n\n')
        line = b'All work and no play makes a dull list, and this line is seventy long\n'
        with open(path, 'wb') as f:
            f.write(head.encode())
            for _ in range((size - len(head)) // len(line)):
                f.write(line)
        return path

    def run(self, argv, stdin=os.devnull, cwd=None, env=None, memory=False, code=0, out='/dev/null'):
        """Runs a command with all that it leaves behind, and returns what treerun says of it."""
        report = self.path('report')
        options = (['-m'] if memory else []) + ['-i', stdin, '-o', out, '-r', report]
        p = subprocess.run([self.path('treerun'), *options, *argv], cwd=cwd or self.folder, env=env or self.env,
                           stderr=subprocess.PIPE)
        if p.returncode != code:
            raise RuntimeError(f'{argv}: exit {p.returncode}: {p.stderr.decode()[:300]}')
        with open(report) as f:
            return {k: float(v) for k, v in re.findall(r'(\w+)=([\d.]+)', f.read())}

    def key(self):
        key = self.path('key.pem')
        if not os.path.exists(key):
            subprocess.run(['openssl', 'genrsa', '-out', key, '2048'], check=True, capture_output=True)
            os.chmod(key, 0o600)
        return key

    def list(self, members, inject):
        """A list's folder; inject: how it hands over."""
        folder = self.path(f'tutti.{members}')
        if not os.path.isdir(folder):
            os.mkdir(folder)
            with open(os.path.join(folder, 'members'), 'w') as f:
                f.writelines(f'{address(i)}\n' for i in range(members))
            subprocess.run([os.path.join(self.bin, 'build-list'), 'members.cdb'], cwd=folder, check=True)
        with open(os.path.join(folder, 'post'), 'w') as f:
            f.write(f'LIST=orch@ml.example.jp\nLIST_NAME=Orch\ncheck-loop\ncheck-subscriber members.cdb\nnumber-post\n'
                    f'tag-subject "[orch:%05d]"\nadd-list-headers\nmunge-from\n'
                    f'dkim-sign -d ml.example.jp -s 2026 -k {self.key()}\ninject {inject} members.cdb\n')
        return folder

    def mlmmj(self, members, **control):
        """The same for mlmmj: posts by subscribers only, a subject prefix, Reply-To and the list headers."""
        folder = self.path(f'mlmmj.{members}')
        if not os.path.isdir(folder):
            for name in ('incoming queue/discarded archive text subconf unsubconf bounce control moderation '
                         'subscribers.d digesters.d requeue nomailsubs.d').split():
                os.makedirs(os.path.join(folder, name))
            with open(os.path.join(folder, 'subscribers.d/m'), 'w') as f:
                f.writelines(f'{address(i)}\n' for i in range(members))
            open(os.path.join(folder, 'index'), 'w').close()
        shutil.rmtree(os.path.join(folder, 'control'))
        os.mkdir(os.path.join(folder, 'control'))
        settings = {'listaddress': 'orch@ml.example.jp\n', 'owner': 'owner@ml.example.jp\n', 'subonlypost': '',
                    'prefix': '[orch]\n', 'relayhost': '127.0.0.1\n', 'smtpport': f'{self.sink.port}\n',
                    'customheaders': 'Reply-To: orch@ml.example.jp\nList-Id: <orch.ml.example.jp>\n'
                    'List-Post: <mailto:orch@ml.example.jp>\nPrecedence: list\n', **control}
        for name, value in settings.items():
            with open(os.path.join(folder, 'control', name), 'w') as f:
                f.write(value)
        return folder
