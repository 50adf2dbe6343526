"""Planted defects. A sweep that does not find them would not find ours either."""
from collections import namedtuple

Mutant = namedtuple('Mutant', 'name file old new program case')

ALL = [
    Mutant('a write whose error is taken for success', 'lib/file.c',
           'if (n <= 0)\n\t\t\tfile_cannot("write", what);', 'if (n <= 0)\n\t\t\treturn;',
           'add-list-headers', 'add-list-headers <post'),
    Mutant('an unchecked close', 'lib/message.c',
           'if (close(fd) < 0)', 'if (close(fd) < -1)', 'check-loop', 'check-loop <post'),
    Mutant('members noted as served before the hand-over', 'lib/sendmail.c',
           'int code = mailer_run(', 'delivery_all(d, g->at + i, n, NULL);\n\t\tint code = mailer_run(',
           'inject', 'inject -t sendmail'),
    Mutant('members not noted as served before the next hand-over', 'lib/delivery.c',
           'sent_note(d->sent, &d->lines);', 'if (d->lines.len > 300)\n\t\tsent_note(d->sent, &d->lines);',
           'inject', 'inject -t SMTP -V'),
    Mutant('a file renamed before it is synced', 'lib/file_new.c',
           'if (fsync(f->fd) < 0)', 'if (f->fd < 0)', 'build-list', 'build-list'),
    Mutant('an unchecked rename', 'lib/file_new.c',
           'rename(f->tmp, f->path) < 0', 'rename(f->tmp, f->path) < -1', 'build-list', 'build-list'),
    Mutant('an unchecked realloc', 'lib/text.c',
           'char *at = realloc(t->at, room);\n\tif (!at)', 'char *at = realloc(t->at, room);\n\tif (!room)',
           'number-post', 'number-post <post'),
    Mutant('half a row left in a table', 'lib/table_read.c',
           't->read < size && ftruncate', 't->read < size && size < 0 && ftruncate',
           'dmarc-report', 'dmarc-report <report'),
    Mutant('rows added that are there already', 'lib/table.c', '.skip = skip,', '.skip = skip ? 0 : 0,',
           'dmarc-report', 'dmarc-report <report'),
    Mutant('old posts named before they are on the disk', 'lib/archive_old.c', 'if (a->count)\n', 'if (a->count > 2)\n',
           'import-list', 'import-list'),
    Mutant('a table that is not synced', 'lib/table.c', 'if (fsync(t->fd) < 0)', 'if (t->fd < 0)',
           'dmarc-report', 'dmarc-report <report'),
]
