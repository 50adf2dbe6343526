"""What all cases share: the programs, a list's folder to begin with, messages, and mail servers."""
import base64
import gzip
import os
import re
import subprocess
import time

import dkim

import faults
from box import tree
from server import Server, qmqp, smtp

# System calls that cannot fail, or only ask.
HARMLESS = {'access', 'clock_gettime', 'geteuid', 'getpid', 'kill', 'nanosleep', 'readlink', 'time', 'umask'}

EVERYBODY = ['anne@example.org', 'bob@example.com', 'foo..bar@docomo.ne.jp', 'chris@example.net', 'dan@example.net']

HEADER = b'''From: =?iso-2022-jp?B?GyRCOzNFRBsoQg==?= <anne@example.org>
To: orch@ml.example.jp
Subject: Re: [orch:00007] =?iso-2022-jp?B?GyRCTjE9LBsoQg==?=
Date: Mon, 24 Nov 2025 09:00:00 +0900
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=iso-2022-jp
'''
BODY = b'\n\x1b$B%F%9%H\x1b(B\n.\n..two dots\n' + b'long line ' * 200 + b'\n' + b'0123456789' * 7 + b'\n' * 3


def report(i):
    """A DMARC report of three rows."""
    rows = ''.join(f'<record><row><source_ip>192.0.2.{n}</source_ip><count>1</count></row></record>' for n in range(3))
    return (f'<feedback><report_metadata><org_name>r.example</org_name><report_id>{i}</report_id><date_range>'
            f'<begin>1700006400</begin></date_range></report_metadata><policy_published><domain>ml.example.jp</domain>'
            f'</policy_published>{rows}</feedback>').encode()


class World:
    def __init__(self, here, programs, folder):
        self.here, self.bin, self.folder = here, programs, folder
        self.shim, self.mta = os.path.join(folder, 'fault.so'), os.path.join(folder, 'mta')
        os.mkdir(self.mta)
        cc = ['cc', '-std=c11', '-O2']
        subprocess.run([*cc, '-shared', '-fPIC', '-o', self.shim, os.path.join(here, 'fault.c')], check=True)
        for name in ('sendmail', 'qmail-queue'):
            subprocess.run([*cc, '-o', os.path.join(self.mta, name), os.path.join(here, 'keep.c')], check=True)
        self.env = {'PATH': f'{self.mta}:/usr/bin:/bin', 'LIST': 'orch@ml.example.jp',
                    'LIST_NAME': '東京オーケストラ', 'SENDER': 'anne@example.org', 'TZ': 'UTC0',
                    'RECIPIENT': 'orch@ml.example.jp', 'QMAILQUEUE': os.path.join(self.mta, 'qmail-queue')}
        self.everybody = EVERYBODY
        self.write_messages()
        self.make_template()
        self.serve_names()
        self.verified = set()

    def gaps(self, cases):
        """What no case would see: programs without one, and system calls that the shim does not know."""
        def told(*command, given=''):
            return subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout

        def names(flag, path):
            return {faults.plain(line.split()[-1].split('@')[0]) for line in told('nm', '-D', flag, path).splitlines()}
        calls = set(re.findall(r'__NR_(\w+)', told('cc', '-E', '-dM', '-xc', '-', given='#include <sys/syscall.h>\n')))
        calls -= names('--defined-only', self.shim) | HARMLESS
        for program in sorted(os.listdir(self.bin)):
            if not any(program in (case.argv[0], getattr(case, 'target', '')) for case in cases):
                yield f'{program} has no case'
            for call in sorted(names('--undefined-only', os.path.join(self.bin, program)) & calls):
                yield f'{program} calls {call}, and no fault can be put there'

    def begin(self):
        """In each worker: servers of its own."""
        self.servers = {'SMTP': Server(smtp), 'QMQP': Server(qmqp)}

    def word(self, word):
        """A word of a command line: SMTP and QMQP stand for this worker's servers."""
        server = self.servers.get(word)
        return f'{word.lower()}:127.0.0.1:{server.port}' if server else word

    def fresh(self, box):
        box.fresh(self.template)
        for server in self.servers.values():
            server.settle()
            server.kept.clear()

    def handed(self):
        return [kept for server in self.servers.values() for kept in server.settle()]

    def message(self, name):
        return os.path.join(self.folder, name)

    def write_messages(self):
        def put(name, header, body=BODY):
            with open(self.message(name), 'wb') as f:
                f.write(header + body)
        anonymous = HEADER.replace(b'Message-ID: <1@example.org>\n', b'')
        put('post', HEADER)
        put('loop', b'Delivered-To: orch@ml.example.jp\n' + HEADER)
        put('bulk', b'Precedence: bulk\n' + HEADER)
        put('spam', b'X-Spam-Flag: YES\n' + HEADER)
        put('stranger', HEADER.replace(b'anne@', b'eve@'))
        results = b'Authentication-Results: ml.example.jp;\n dkim=pass header.d=example.org\n'
        put('proven', results + HEADER)
        put('forged', results.replace(b'pass', b'fail') + HEADER)
        put('anonymous', anonymous)
        put('numbered', HEADER + b'X-Mail-Count: 00001\n')
        put('munged', HEADER.replace(b'anne@example.org', b'orch@ml.example.jp'), BODY.replace(b'long line ' * 200, b'short line'))
        put('found', results[:-1] + b';\n arc=none\n' + HEADER, BODY.replace(b'long line ' * 200, b'short line'))
        put('ok', HEADER.replace(b'text/plain; charset=iso-2022-jp', b'text/plain'), b'\nok\n')
        put('empty', b'', b'')
        put('bounce', b'From: MAILER-DAEMON@example.org\nContent-Type: multipart/report; boundary=b\n',
            b'\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; anne@example.org\nAction: failed\n'
            b'Status: 5.1.1\n\n--b--\n')
        zoe = HEADER.replace(b'anne@', b'zoe@').replace(b'Subject: ', b'X-Subject: ')
        put('command', zoe, b'\nsubscribe\nhelp\n')
        put('answered', zoe)
        put('fetch', HEADER, b'\nget 1\n')
        put('admin', HEADER, b'\nadmin add zoe@example.org\nadmin status anne@example.org\n')
        two = [f'--b\nContent-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n'.encode()
               + base64.encodebytes(gzip.compress(report(i), mtime=0)) for i in (1, 2)]
        head = HEADER.replace(b'text/plain; charset=iso-2022-jp', b'multipart/mixed; boundary=b') + b'\n'
        put('report', head, b''.join(two) + b'--b--\n')
        put('reports', head, b''.join(two) + two[0][:200] + b'\n--b--\n')
        self.rows = 6

    def make_template(self):
        """A list's folder with a cdb, a key, and room for what the stand-in for a mail server keeps."""
        self.template = os.path.join(self.folder, 'template')
        os.makedirs(os.path.join(self.template, 'keys'), 0o700)
        os.chdir(self.template)
        os.mkdir('kept')
        self.members = ''.join(f'{m}\n' for m in EVERYBODY).encode()
        self.new_members = b'zoe@example.org\n' + self.members
        for name, content in ('members', self.members), ('new-members', self.new_members):
            with open(name, 'wb') as f:
                f.write(content)
        subprocess.run([os.path.join(self.bin, 'build-list'), 'members.cdb'], check=True)
        subprocess.run(['openssl', 'genrsa', '-out', 'keys/2026.pem', '2048'], check=True, capture_output=True)
        os.chmod('keys/2026.pem', 0o600)
        public = subprocess.run(['openssl', 'rsa', '-in', 'keys/2026.pem', '-pubout', '-outform', 'DER'], check=True,
                                capture_output=True).stdout

        self.make_reports()
        self.record = b'v=DKIM1; k=rsa; p=' + base64.b64encode(public)
        self.tree = tree()

    def serve_names(self):
        """A name server, and a post whose signature it has the key for."""
        zone, port = os.path.join(self.folder, 'zone'), os.path.join(self.folder, 'port')
        with open(zone, 'w') as f:
            f.write('_dmarc.ml.example.jp. IN TXT "v=DMARC1; p=reject"\n'
                    '_dmarc.example.org. IN TXT "v=DMARC1; p=quarantine"\n'
                    '25.2.0.192.in-addr.arpa. IN PTR mx.example.jp.\n26.2.0.192.in-addr.arpa. IN PTR mx.example.jp.\n'
                    'mx.example.jp. IN A 192.0.2.25\nmx.example.jp. IN A 192.0.2.26\n'
                    f'2026._domainkey.ml.example.jp. IN TXT "{self.record[:200].decode()}" "{self.record[200:].decode()}"\n')
        server = os.path.join(self.here, '../dns/server')
        # It ends with its standard input, when the last of us has gone.
        self.names = subprocess.Popen([server, zone, port], stdin=subprocess.PIPE)
        while not os.path.exists(port) or not os.path.getsize(port):
            time.sleep(0.02)
        with open(port) as f:
            self.env['DNS'] = f'127.0.0.1:{f.read().strip()}'
        sign = [os.path.join(self.bin, 'dkim-sign'), '-d', 'ml.example.jp', '-s', '2026', '-k', 'keys/2026.pem']
        with open(self.message('munged'), 'rb') as post, open(self.message('signed'), 'wb') as signed:
            subprocess.run(sign, check=True, stdin=post, stdout=signed, env=self.env)

    def make_reports(self):
        """A table of dmarc-reports(5) that is longer than a block, one with damaged lines, and one of two hosts with
        names."""
        os.makedirs('reports/unread')
        columns = ('begin end reporter report_id record source_ip count disposition dkim spf header_from envelope_from '
                   'dkim_results spf_results reason comment').split()
        row = '2024-{}-11T00:00:00Z 2024-{}-11T23:59:59Z r.example 1 1/1 192.0.2.{} 7 none {} fail a.jp a.jp - - - -'
        for domain, month, rows, least in ('ml', '11', 3000, 0), ('ml', '12', 3, 0), ('named', '11', 27, 25):
            with open(f'reports/{domain}.example.jp.2024-{month}.tsv', 'w') as f:
                f.write('\t'.join(columns) + '\n' + ('damaged\n' if month == '12' else ''))
                for i in range(least, rows):
                    words = row.format(month, month, i % 300, 'pass' if i % 7 else 'fail').split()
                    f.write('\t'.join(words) + '\n')

    def verify(self, copies):
        """What is wrong with the signatures."""
        wrong = []
        for _, message in copies:
            if message not in self.verified:
                if dkim.verify(message, dnsfunc=lambda name, timeout=0: self.record):
                    self.verified.add(message)
                else:
                    wrong.append('the signature does not verify')
        return wrong

    def verify_chain(self, message):
        """The same of an ARC set."""
        status, _, why = dkim.ARC(message.replace(b'\n', b'\r\n')).verify(dnsfunc=lambda name, timeout=0: self.record)
        return [] if status == b'pass' else [f'the chain does not verify: {why}']
