#!/bin/sh
# shellcheck disable=SC1091,SC2154 # known with -x
# postfix.t: posts through a real Postfix, as Debian sets one up: SMTP, pipe(8), the score, the same Postfix, a sink.
# In /tmp, since Postfix and the list's user must reach what lies there.
TMPDIR=/tmp
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/postfix/harness.sh
. "$here/postfix/harness.sh"

why=$(postfix_skip)
if [ "$why" ]; then
	echo "1..0 # SKIP $why"
	exit 0
fi
trap 'postfix_end' EXIT

ok "a Postfix is made" postfix_setup
ok "it runs" postfix_start

printf 'From: anne@example.org\nTo: ben@members.example\n\n.\n..a\nno end' >"$T/mail"
ok "it takes a mail by SMTP" "$tools/post" "$SMTP" anne@example.org ben@members.example <"$T/mail"
ok "it delivers it" settled
is "to the sink" "$(cut -f 1,2 "$SINK/index")" "anne@example.org	ben@members.example"

finish
