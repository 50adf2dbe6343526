#!/bin/sh
# check-loop: what has been sent already, and machines.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
export LIST=orch@ml.example.jp
unset SENDER

post() { { printf '%s\n' "$@"; printf 'From: anne@example.org\nTo: orch@ml.example.jp\nSubject: x\n\nhello\n'; } >"$T/in.eml"; }

post 'X-A: b'
contract check-loop
post 'X-ML-Name: orch' 'Auto-Submitted: no' 'Delivered-To: anne@example.org' 'Precedence: first-class'
check-loop <"$T/in.eml" >"$T/out"
same "an innocent post passes byte for byte" "$T/out" "$T/in.eml"

post 'List-Id: The Orchestra <ORCH.ml.example.jp>'
exits 100 "our own List-Id" check-loop <"$T/in.eml"
says "says that it is a loop" '^5\.7\.1 check-loop: a loop: .*List-Id'
post 'List-Id: orch.ml.example.jp'
exits 100 "our own List-Id without brackets" check-loop <"$T/in.eml"
post 'Delivered-To: Orch@ml.example.jp'
exits 100 "our own Delivered-To" check-loop <"$T/in.eml"
exits 99 "a loop of a bounce is dropped" env SENDER= check-loop <"$T/in.eml"

received() { i=0; while [ $i -lt "$1" ]; do echo 'Received: from x by y; Tue, 24 Nov 2026 03:54:58 +0000'; i=$((i + 1)); done; }
post "$(received 100)"
exits 0 "100 Received" check-loop <"$T/in.eml"
post "$(received 101)"
exits 100 "101 Received" check-loop <"$T/in.eml"

post 'X-A: b'
for sender in '' '<>' '#@[]' MAILER-DAEMON; do
	exits 99 "null sender '$sender'" env "SENDER=$sender" check-loop <"$T/in.eml"
	says "and says so" '^2\.7\.0 check-loop: .*null sender'
done
exits 0 "null sender with -m" env SENDER= check-loop -m <"$T/in.eml"
exits 0 "a sender" env SENDER=anne@example.org check-loop <"$T/in.eml"
post 'Auto-Submitted: auto-replied (vacation)'
exits 99 "an automatic answer" check-loop <"$T/in.eml"
exits 99 "an automatic answer with -a" check-loop -a <"$T/in.eml"
exits 0 "an automatic answer with -m" check-loop -m <"$T/in.eml"
post 'Auto-Submitted: no' 'Auto-Submitted: AUTO-REPLIED; x=y'
exits 99 "an automatic answer behind a no" check-loop <"$T/in.eml"

for doubt in 'Precedence: bulk' 'Precedence: Junk' 'Precedence: list' 'List-Id: <other.example.net>' \
	'Auto-Submitted: auto-generated' 'Auto-Submitted: no' 'List-Id: x <orch.ml.example.jp.evil.example>'; do
	post "$doubt"
	case $doubt in *': no') want=0 ;; *) want=98 ;; esac
	exits $want "$doubt" check-loop <"$T/in.eml"
	exits 0 "$doubt with -a" check-loop -a <"$T/in.eml"
done
printf 'From: Boss via Orch <Orch@ml.example.jp>\nSubject: x\n\nb\n' >"$T/own.eml"
exits 98 "in the list's own name" check-loop <"$T/own.eml"
says "which only the list can be" "^2\.7\.0 check-loop: From is the list's own address$"
exits 0 "in the list's own name with -a" check-loop -a <"$T/own.eml"
other=$(printf '%0192d.example' 0)	# 200 octets
post "List-Id: <$other>"
exits 98 "a long List-Id" check-loop <"$T/in.eml"
says "says which" "another list, $other\$"
post "List-Id: <$other.org>"
exits 98 "a longer one" check-loop <"$T/in.eml"
says "is cut" "another list, $other\$"
post 'Precedence: bulk'
exits 98 "bulk again" check-loop <"$T/in.eml"
says "says why it is held" '^2\.7\.0 check-loop: .*Precedence: bulk'

exits 75 "without LIST" env -u LIST check-loop <"$T/in.eml"
says "says what to do" '^4\.3\.5 check-loop: LIST is not set'
exits 75 "with a LIST that is none" env LIST=orch check-loop <"$T/in.eml"
says "says what is wrong" '^4\.3\.5 check-loop: LIST=orch is no address'
finish
