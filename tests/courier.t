#!/bin/sh
# shellcheck disable=SC2016,SC2154,SC2317 # for a shell in there; known with -x; functions are called through ok
# A real Courier, as Debian installs it, carries a list that is set up by what new-list prints and nothing else: SMTP,
# a .courier file, the score, Courier's sendmail or its SMTP, and a Maildir for each member.
#
# It can't be installed beside Postfix. So that happens in namespaces of the test's own, over a copy of this machine's
# files that is written nowhere: port 25 is free there, there is no way out, and all of it is gone with its first process.
TMPDIR=/tmp
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
packages=/var/cache/tutti/courier	# where tests/setup puts them
[ "$(id -u)" = 0 ] || skip_all 'only root can start a Courier'
ls $packages/courier-mta_*.deb >/dev/null 2>&1 || skip_all 'the packages of Courier are not here: tests/setup check'
/usr/bin/python3 -c 'import dkim' 2>/dev/null || skip_all 'python3-dkim is not installed'
unshare -mnp --fork true 2>/dev/null || skip_all 'there are no namespaces for it'

# ---- A machine in which Courier is the mail server ----

chmod 711 "$T"
source=$(cd "$here/.." && pwd)
mkdir "$T/files" "$T/machine"
cat >"$T/begin" <<END
set -e
ip link set lo up
mount -t tmpfs tmpfs $T/files
mkdir $T/files/new $T/files/work
mount -t overlay overlay -o lowerdir=/,upperdir=$T/files/new,workdir=$T/files/work $T/machine
mount -t proc proc $T/machine/proc
for d in /sys /dev $T $source $TUTTI_BUILD $packages; do
	mkdir -p $T/machine\$d
	mount --bind \$d $T/machine\$d
done
touch $T/begun
exec sleep 600
END
unshare -mnp --propagation private --kill-child --fork sh "$T/begin" >"$T/beginning" 2>&1 &
outside=$!
trap 'kill -KILL $outside; wait $outside 2>/dev/null; rm -rf "$T"' EXIT
begun() { [ -e "$T/begun" ] || [ ! -d "/proc/$outside" ]; }
await begun
[ -e "$T/begun" ] || skip_all "it can't be begun: $(tail -n 1 "$T/beginning")"
read -r inside <"/proc/$outside/task/$outside/children"
# there COMMAND…: in that machine.
there() { nsenter -t "$inside" -m -n -p chroot "$T/machine" "$@"; }

cat >"$T/install" <<END
set -e
export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d		# what is installed does not start by itself
chmod 755 /usr/sbin/policy-rc.d
mkdir -p /etc/courier
touch /etc/courier/dhparams.pem /etc/courier/esmtpd.pem	# to make them takes longer than all the rest
# apt has chosen these packages; dpkg alone is quicker, and need not take Postfix away.
dpkg --force-conflicts --force-overwrite --force-unsafe-io --no-triggers -i $packages/*.deb
cd /etc/courier
for f in me locals defaultdomain; do echo mail.example.jp >\$f; done
echo "far.example:[127.0.0.1],\$(cat $T/sink/port)" >esmtproutes
sed -i 's/^BOFHCHECKDNS=1/BOFHCHECKDNS=0/' esmtpd		# nobody can be asked here
for user in anne anne-marie bob owner; do
	useradd -m \$user
	su \$user -c 'maildirmake ~/Maildir'
done
useradd --system -m -d /var/lists -s /bin/sh tutti
mkdir -p /usr/local/tutti /run/courier/authdaemon
chown -R courier:courier /run/courier
cp -R $TUTTI_BUILD/bin $TUTTI_BUILD/share /usr/local/tutti
END
# What goes to other machines: FROM, TO, MAIL a line in $T/sink/index.
mkdir "$T/sink"
there "$here/postfix/sink" "$T/sink" &
ok 'other machines' await test -e "$T/sink/port"
there sh "$T/install" >"$T/installed" 2>&1 || skip_all "Courier can't be installed: $(tail -n 1 "$T/installed")"

# ---- The list, by the words of new-list ----

cat >"$T/make" <<END
set -e
PATH=/usr/local/tutti/bin:\$PATH
new-list -u tutti -m courier -o owner@mail.example.jp /var/lists/orch orch@ml.example.jp >$T/said
grep '^@' $T/said >/etc/courier/aliases/tutti
makealiases
sed -n '/esmtpacceptmailfor/ { n; n; p }' $T/said >/etc/courier/esmtpacceptmailfor.dir/tutti
makeacceptmailfor
grep '^echo ' $T/said | su tutti -c 'cd && sh'
cd /var/lists/orch
printf '%s@mail.example.jp\n' anne anne-marie bob gone-away >members
# Far away: addresses that the grammar wants in quotes, and one with a way through several hosts.
printf '%s@far.example\n' foo..bar dot. a!b >>members
build-list members.cdb
for program in authdaemond courierfilter courier esmtpd; do
	/usr/sbin/\$program start </dev/null >/dev/null 2>&1
done
END
ok 'a list is made as new-list says' there sh "$T/make"
answers() { there /usr/bin/python3 -c 'import smtplib; smtplib.SMTP("127.0.0.1", 25).quit()' 2>/dev/null; }
ok 'Courier answers' await answers

# post FROM TO <MAIL: by SMTP. send FROM TO <MAIL: as a user of that machine.
post() { there "$here/postfix/post" 25 "$@" >"$T/reply" 2>&1; }
send() { there su "${1%@*}" -c 'exec sendmail -f "$0" -- "$1"' "$1" "$2"; }
mails() { there sh -c "cat /home/$1/Maildir/new/* 2>/dev/null" | grep -c '^Return-Path: '; }
has() { [ "$(mails "$1")" -ge "${2-1}" ]; }
# take USER: what the user has got, into $T/mail-USER.
take() { there sh -c "cat /home/$1/Maildir/new/* && rm /home/$1/Maildir/new/*" >"$T/mail-$1"; }
value() { sed -n "/^\$/q; s/^$2: //p" "$T/mail-$1"; }
content() { sed '1,/^$/d' "$1"; }
queue_is_empty() { there mailq | grep -q '^ *0 messages'; }
settled()
{
	{ await queue_is_empty && sleep 0.3 && await queue_is_empty; } || fail 'the queue gets empty' "$(there mailq)"
}

# mail N [FROM]: a post as Japanese mail programs write it, 8-bit, with dots and blanks that count.
mail()
{
	cat <<END
From: =?iso-2022-jp?B?GyRCTmtMWhsoQiAbJEIyVjtSGyhC?= <${2-anne}@mail.example.jp>
To: orch@ml.example.jp
Cc: foo..bar@docomo.example
Subject: =?ISO-2022-JP?B?GyRCTn09LBsoQg==?=
Date: Tue, 24 Nov 2026 13:33:09 +0900
Message-ID: <$1@mail.example.jp>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

練習は7時から。
.
..x  two  blanks$(printf ' \t')
From here
END
}
# letter FROM TO [SUBJECT]: a short one.
letter()
{
	printf 'From: %s\nTo: %s\nSubject: %s\nDate: Tue, 24 Nov 2026 13:33:09 +0900\nMessage-ID: <%s@mail.example.jp>\n\nhello\n' \
		"$1" "$2" "${3-x}" "$(echo "$@" | sha256sum | cut -c 1-10)"
}
# delivered N NUMBER: each member who is there has post N once, under that number, and from a sender of his own.
delivered()
{
	mail "$1" >"$T/sent"
	content "$T/sent" >"$T/want"
	for user in anne anne-marie bob; do
		ok "  $user gets it" await has $user
		is '  once' "$(mails $user)" 1
		take $user
		content "$T/mail-$user" >"$T/got"
		same '  octet for octet' "$T/got" "$T/want"
		is '  with its number' "$(value $user X-Mail-Count)" "0000$2"
		ok '  signed' "$here/postfix/verify" "$T/said" "$T/mail-$user"
	done
	is '  each bounce would say whose it is' "$(for user in anne anne-marie bob; do value $user Return-Path; done)" \
"<orch-return-$2-anne=mail.example.jp@ml.example.jp>
<orch-return-$2-anne+2Dmarie=mail.example.jp@ml.example.jp>
<orch-return-$2-bob=mail.example.jp@ml.example.jp>"
}

mail 1 >"$T/mail"
ok 'a post' post anne@mail.example.jp orch@ml.example.jp <"$T/mail"
delivered 1 1
counted() { there sh -c 'cat /var/lists/orch/bounces/??/*' 2>/dev/null | grep -qx ADDRESS=gone-away@mail.example.jp; }
ok 'the bounce of a member who is not there is counted' await counted

# Members who need quotes, and one with a bang, by which Courier would go another way.
far_away() { sort "$T/sink/index" | cut -f 1,2; }
cat >"$T/want" <<'END'
orch-return-1@ml.example.jp	"a!b"@far.example
orch-return-1@ml.example.jp	"dot."@far.example
orch-return-1@ml.example.jp	"foo..bar"@far.example
END
three() { [ "$(grep -c '^orch-return-1@' "$T/sink/index")" -ge 3 ]; }
await three
far_away | grep '^orch-return-1@' >"$T/got"
same 'local parts in quotes arrive, from a sender that is an address' "$T/got" "$T/want"
there sh -c 'cd /var/lists/orch && sed -i /far.example/d members && /usr/local/tutti/bin/build-list members.cdb'

there sed -i 's/^inject -t courier members/inject -t smtp:127.0.0.1:25 members/' /var/lists/orch/post
mail 2 >"$T/mail"
ok 'a post that inject hands over by SMTP' post anne@mail.example.jp orch@ml.example.jp <"$T/mail"
delivered 2 2
there sed -i 's/^inject -t smtp:127.0.0.1:25 members/inject -t courier members/' /var/lists/orch/post

# ---- What an exit code makes of the mail ----

there mv /var/lists/orch/members.cdb /var/lists/orch/away
mail 3 >"$T/mail"
ok '75: a post while members.cdb is missing' post anne@mail.example.jp orch@ml.example.jp <"$T/mail"
deferred() { there tail -n 1 /var/lists/orch/log | grep -q '<3@.*check-subscriber: '; }
ok '  is put off' await deferred
ok '  and stays in the queue' there sh -c 'mailq | grep -q anne@mail.example.jp'
there mv /var/lists/orch/away /var/lists/orch/members.cdb
retried() { has anne || { there courier flush; false; }; }
ok '  until the list is back' await retried
delivered 3 3

settled
there sh -c 'rm -f /home/*/Maildir/new/*'
{ echo 'List-Id: <orch.ml.example.jp>'; mail 4; } >"$T/mail"
ok '100: what the list has sent already' send anne@mail.example.jp orch@ml.example.jp <"$T/mail"
ok '  comes back to its sender' await has anne
take anne
ok '  with the reason' grep -q 'check-loop: ' "$T/mail-anne"
mail 5 stranger >"$T/mail"
ok '98: a post of a stranger' send bob@mail.example.jp orch@ml.example.jp <"$T/mail"
ok '  is shown to the owner' await has owner
take owner
mail 3 >"$T/mail"
{ head -n 3 "$T/mail"; echo 'X-Way: another'; tail -n +4 "$T/mail"; } >"$T/again"
ok '99: a post that is known already' send bob@mail.example.jp orch@ml.example.jp <"$T/again"
settled
is '  of both nobody else hears' "$(mails bob) $(mails anne) $(mails owner)" '0 0 0'

# ---- What may come in between ----

there sh -c 'rm -f /home/*/Maildir/new/*'
printf '#!/bin/sh\ncat\ntouch started\nuntil test -e go; do sleep 0.05; done\n' >"$T/wait-for-go"
chmod 755 "$T/wait-for-go"
there cp "$T/wait-for-go" /usr/local/tutti/bin
there sed -i 's/^check-loop/&\nwait-for-go/' /var/lists/orch/post
begun() { there test -e /var/lists/orch/started; }
# slowly N: post N is in the middle of the score.
slowly()
{
	there sh -c 'cd /var/lists/orch && rm -f started go'
	mail "$1" >"$T/mail"
	post anne@mail.example.jp orch@ml.example.jp <"$T/mail"
	await begun
}
# goes_on N NUMBER: the score may go on, and each member gets the post once.
goes_on()
{
	there touch /var/lists/orch/go
	retried() { has bob || { there courier flush; false; }; }
	await retried
	delivered "$1" "$2"
	is '  and nobody else hears' "$(mails anne) $(mails owner)" '0 0'
}
for signal in TERM KILL; do
	case $signal in TERM) n=6 number=4 ;; KILL) n=7 number=5 ;; esac
	ok "a post in the middle of the score, when tutti gets a SIG$signal" slowly "$n"
	ok '  is killed' there sh -c 'p=$(grep -lsz "^/usr/local/tutti/bin/tutti$" /proc/[0-9]*/cmdline)
		p=${p#/proc/} && kill -"$0" "${p%/cmdline}"' $signal	# grep fails if a process ends while it reads
	goes_on "$n" "$number"
done
ok 'a post in the middle of the score, when Courier is stopped' slowly 8
there courier stop
there courier start </dev/null >/dev/null 2>&1
goes_on 8 6
# What was on its way when Courier stopped may have to be looked at once more before it leaves the queue.
flushed() { queue_is_empty || { there courier flush; false; }; }
await flushed
there sed -i '/^wait-for-go/d' /var/lists/orch/post

# ---- The other addresses ----

letter bob@mail.example.jp orch-help@ml.example.jp >"$T/mail"
ok 'a command' post bob@mail.example.jp orch-help@ml.example.jp <"$T/mail"
ok '  is answered' await has bob
take bob
is '  from nobody who could get a bounce' "$(value bob Return-Path)" '<>'
ok '  signed' "$here/postfix/verify" "$T/said" "$T/mail-bob"
letter owner@mail.example.jp orch-subscribe@ml.example.jp >"$T/mail"
ok 'somebody wants to join' post owner@mail.example.jp orch-subscribe@ml.example.jp <"$T/mail"
ok '  is asked' await has owner
take owner
confirm=$(grep -o 'orch-confirm-[a-z2-7]*@ml.example.jp' "$T/mail-owner" | head -n 1)
letter owner@mail.example.jp "$confirm" >"$T/mail"
ok '  answers' post owner@mail.example.jp "$confirm" <"$T/mail"
joined() { there grep -q '^owner@mail.example.jp' /var/lists/orch/members; }
ok '  and is a member' await joined
settled
there sh -c 'rm -f /home/owner/Maildir/new/*'
letter bob@mail.example.jp orch-owner@ml.example.jp hello >"$T/mail"
ok 'a mail to the owner' post bob@mail.example.jp orch-owner@ml.example.jp <"$T/mail"
ok '  arrives' await has owner
take owner
is '  as it was' "$(value owner Subject) $(content "$T/mail-owner")" 'hello hello'

# ---- What stands before the @ is no path and no command ----

made() { there find / -xdev -name 'made-by-*' -not -path '/proc/*'; }
for local in 'orch-../../../../tmp/made-by-path' 'orch-$(touch /tmp/made-by-dollar)' 'orch-`touch /tmp/made-by-tick`' \
	'orch-;touch /tmp/made-by-shell;' 'orch-return-1-a=../../tmp/made-by-return'; do
	letter bob@mail.example.jp nobody@ml.example.jp "$local" | send bob@mail.example.jp "\"$local\"@ml.example.jp" 2>/dev/null
done
settled
is 'an odd recipient makes no file' "$(made)" ''

# ---- Courier's table of exit codes, by which tests/qmail-local -c goes ----

there sh -c 'rm -f /home/*/Maildir/new/*'
codes="0 1 2 $(seq -s ' ' 63 79) 98 99 100 101 111 112 126 127 137 255"
for code in $codes; do
	echo "|exit $code" | there sh -c 'cat >"/var/lists/.courier-exit-$0"; chown tutti "/var/lists/.courier-exit-$0"' "$code"
	letter bob@mail.example.jp nobody@mail.example.jp "$code" | send bob@mail.example.jp "tutti-exit-$code@mail.example.jp"
done
bounced() { there sh -c 'cat /home/bob/Maildir/new/*' 2>/dev/null | sed -n 's/^Final-Recipient: .*-exit-\([0-9]*\)@.*/\1/p'; }
waiting() { there mailq | sed -n 's/.*-exit-\([0-9]*\)@.*/\1/p'; }
hard='64 65 67 68 69 70 76 77 78 100 112'
all_told() { [ "$(bounced | wc -l) $(waiting | wc -l)" = '11 17' ]; }
await all_told
is 'what is a bounce' "$(bounced | sort -n | xargs)" "$hard"
is 'what is tried again' "$(waiting | sort -n | xargs)" '1 2 63 66 71 72 73 74 75 79 98 101 111 126 127 137 255'
finish
