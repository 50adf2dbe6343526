#!/bin/sh
# list-members: cdb to text, which build-list makes the same cdb of.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1

cat >source <<'END'
Anne@Example.org
"foo."@ezweb.example name="東京 \"太郎\""
# off@example.org
skip@example.org s=skip m=3mp r=relay.example.org
東京@例え.jp
digest@example.org 3
END
build-list a.cdb source
exits 0 "prints" list-members a.cdb
is "silent when all is well" "$(cat "$T/err")" ""
cat >"$T/want" <<'END'
Anne@Example.org
"foo."@ezweb.example name="東京 \"太郎\""
skip@example.org s=skip m=3mp r=relay.example.org
東京@例え.jp
digest@example.org m=3
off@example.org s=off
END
same "an address and its settings a line" "$T/out" "$T/want"
list-members a.cdb | build-list b.cdb -
same "what it prints is the same cdb again" b.cdb a.cdb
everything . >"$T/before"
list-members a.cdb >"$T/got"
everything . >"$T/after"
same "it writes nothing" "$T/after" "$T/before"

exits 75 "/dev/full is 75" sh -c 'exec list-members a.cdb >/dev/full'
says "and says so" '^4\.3\.1 list-members: cannot write the list: '
exits 75 "a closed stdout is 75" sh -c 'exec list-members a.cdb >&-'
exits 75 "a missing cdb is 75" list-members none.cdb
says "with the way out" '^4\.3\.5 list-members: none\.cdb is missing; run: build-list none\.cdb$'
exits 75 "a text is no cdb" list-members source
head -c -1 a.cdb >cut.cdb
exits 75 "nor is one without its last octet" list-members cut.cdb
says "with the way out" '^4\.3\.5 list-members: cut\.cdb is damaged; run: build-list cut\.cdb$'
is "and nothing of it is printed" "$(cat "$T/out")" ""
exits 75 "no operand" list-members
says "usage" '^4\.3\.5 list-members: usage: '
exits 75 "two operands" list-members a.cdb b.cdb
exits 75 "an unknown option" list-members -x a.cdb
exits 0 "--help" list-members --help
finish
