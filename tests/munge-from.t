#!/bin/sh
# munge-from: a From that the list can sign for, a name without an address in it, and a way back to the author.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" "$T/cases" && cd "$T/list" || exit 1
LIST=ant@example.com LIST_NAME=Ant
export LIST LIST_NAME

cat >"$T/in.eml" <<'EOF2'
Received: from mx.yahoo.example by ml.example.com
From: Anne Person <anne@yahoo.example>
Sender: secretary@yahoo.example
Reply-To: elsewhere@yahoo.example
X-Original-From: forged@example.org
To: ant@example.com
Cc: bart@example.org
Subject: rehearsal

From: anne@yahoo.example in the body stays
EOF2
contract munge-from

cat >"$T/want" <<'EOF2'
Received: from mx.yahoo.example by ml.example.com
From: Anne Person via Ant <ant@example.com>
Reply-To: ant@example.com
To: ant@example.com
Cc: bart@example.org
Subject: rehearsal
X-Munge-From: munged; there is no signature of yahoo.example
X-Original-From: Anne Person <anne@yahoo.example>

From: anne@yahoo.example in the body stays
EOF2
munge-from <"$T/in.eml" >"$T/out"
same "the whole message" "$T/out" "$T/want"

# munged WHAT FROM WANT NAME: the From field that comes out, as it stands; the same a second time; and the name,
# for Python to read at the end. FROM is for printf %b.
cases=0
munged()
{
	cases=$((cases + 1))
	printf 'From: %b\nTo: ant@example.com\n\nbody\n' "$2" >"$T/one.eml"
	munge-from <"$T/one.eml" >"$T/out"
	is "$1" "$(awk '/^[^ \t]/ { on = /^From:/ } on' "$T/out")" "From: $3"
	munge-from <"$T/out" >"$T/twice"
	same "$1: twice is as once" "$T/twice" "$T/out"
	cp "$T/out" "$T/cases/$cases"
	printf '%s' "$4" >"$T/cases/$cases.name"
}
ant='<ant@example.com>'
munged "a plain name" 'Anne Person <anne@yahoo.com>' "Anne Person via Ant $ant" 'Anne Person via Ant'
munged "a bare address" 'anne@yahoo.com' "anne via Ant $ant" 'anne via Ant'
munged "a blank name" '"  " <anne@yahoo.com>' "anne via Ant $ant" 'anne via Ant'
munged "an address as name" '"anne@yahoo.com" <anne@yahoo.com>' "anne via Ant $ant" 'anne via Ant'
munged "an address and a name" '"anne@yahoo.com (Anne)" <anne@yahoo.com>' "Anne via Ant $ant" 'Anne via Ant'
munged "an encoded address" '=?utf-8?q?Evil_=3Cceo=40corp.example=3E?= <e@x.org>' "Evil via Ant $ant" 'Evil via Ant'
munged "the same in base64" '=?utf-8?b?RXZpbCA8Y2VvQGNvcnAuZXhhbXBsZT4=?= <e@x.org>' "Evil via Ant $ant" 'Evil via Ant'
# U+FF1C U+FF20 U+FF1E
munged "full-width signs" '=?utf-8?q?Evil_=EF=BC=9Cceo=EF=BC=A0corp=EF=BC=9E?= <e@x.org>' "Evil via Ant $ant" \
	'Evil via Ant'
munged "a small at sign" 'Evil ceo﹫corp <e@x.org>' "Evil via Ant $ant" 'Evil via Ant'
munged "a comma" '"Person, Anne" <a@y.org>' "\"Person, Anne via Ant\" $ant" 'Person, Anne via Ant'
munged "a dot" 'A. Person <a@y.org>' "\"A. Person via Ant\" $ant" 'A. Person via Ant'
munged "quotes in quotes" '"Anne \\"Annie\\" Person" <a@y.org>' "\"Anne \\\"Annie\\\" Person via Ant\" $ant" \
	'Anne "Annie" Person via Ant'
munged "a name in a comment" 'anne@y.org (Anne Person)' "Anne Person via Ant $ant" 'Anne Person via Ant'
munged "an unquoted comma" 'Person, Anne <a@y.org>' "\"Person, Anne via Ant\" $ant" 'Person, Anne via Ant'
munged "Latin-1" '=?iso-8859-1?Q?A_Pers=F3n?= <a@y.org>' "=?UTF-8?Q?A_Pers=C3=B3n_via_Ant?= $ant" 'A Persón via Ant'
# 日本: E697A5 E69CAC; " via Ant": 20766961 20416E74
munged "ISO-2022-JP" '=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?= <a@y.org>' "=?UTF-8?B?5pel5pysIHZpYSBBbnQ=?= $ant" '日本 via Ant'
munged "Shift_JIS" '=?Shift_JIS?B?k/qWew==?= <a@y.org>' "=?UTF-8?B?5pel5pysIHZpYSBBbnQ=?= $ant" '日本 via Ant'
munged "EUC-JP" '=?euc-jp?Q?=C6=FC=CB=DC?= <a@y.org>' "=?UTF-8?B?5pel5pysIHZpYSBBbnQ=?= $ant" '日本 via Ant'
# 中文: E4B8AD E69687
munged "Big5" '=?Big5?B?pKSk5Q==?= <a@y.org>' "=?UTF-8?B?5Lit5paHIHZpYSBBbnQ=?= $ant" '中文 via Ant'
munged "mixed words" '=?Big5?B?pKSk5Q==?= =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?= <a@y.org>' \
	"=?UTF-8?B?5Lit5paH5pel5pysIHZpYSBBbnQ=?= $ant" '中文日本 via Ant'
munged "adjacent words" '=?iso-8859-1?q?J=FC?=\n =?iso-8859-1?q?rg?= <a@y.org>' "=?UTF-8?Q?J=C3=BCrg_via_Ant?= $ant" \
	'Jürg via Ant'
munged "a character over two words" '=?utf-8?q?J=C3?= =?utf-8?q?=BCrg?= <a@y.org>' "=?UTF-8?Q?J=C3=BCrg_via_Ant?= $ant" \
	'Jürg via Ant'
munged "a word inside quotes" '"=?iso-8859-1?Q?A_Pers=F3n?=" <a@y.org>' "=?UTF-8?Q?A_Pers=C3=B3n_via_Ant?= $ant" \
	'A Persón via Ant'
munged "raw UTF-8" 'Jürg <a@y.org>' "=?UTF-8?Q?J=C3=BCrg_via_Ant?= $ant" 'Jürg via Ant'
munged "raw bytes of no known charset" 'J\0374rg <a@y.org>' "=?UTF-8?Q?J=EF=BF=BDrg_via_Ant?= $ant" 'J�rg via Ant'
munged "nothing but such bytes" '\0377\0376 <a@y.org>' "a via Ant $ant" 'a via Ant'
munged "an unknown charset" '=?x-unknown?q?J=FCrgen?= <a@y.org>' "=?UTF-8?Q?J=EF=BF=BDrgen_via_Ant?= $ant" \
	'J�rgen via Ant'
munged "bad base64" '=?utf-8?b?!!!?= <anne@y.org>' "anne via Ant $ant" 'anne via Ant'
munged "an injected line" '=?utf-8?q?Anne=0D=0ABcc=3A_evil?= <a@y.org>' "\"Anne Bcc: evil via Ant\" $ant" \
	'Anne Bcc: evil via Ant'
# U+202E, U+2066, U+200B, U+FEFF
munged "bidi and zero-width characters" \
	'=?utf-8?q?A=E2=80=AEn=E2=81=A6n=E2=80=8Be=EF=BB=BF=07_Person?= <a@y.org>' "Anne Person via Ant $ant" \
	'Anne Person via Ant'
munged "from the list itself" "Anne via Ant $ant" "Anne via Ant $ant" 'Anne via Ant'
munged "from the list, encoded" "=?utf-8?q?J=C3=BCrg_via_Ant?= $ant" "=?UTF-8?Q?J=C3=BCrg_via_Ant?= $ant" 'Jürg via Ant'
munged "a local part that says it too" '"Anne via Ant"@y.org' "Anne via Ant $ant" 'Anne via Ant'
munged "a victim's address from the list itself" "\"ceo@corp.example via Ant\" $ant" "ant via Ant $ant" 'ant via Ant'
munged "a carrier's dots" 'foo..bar@docomo.ne.jp' "\"foo..bar via Ant\" $ant" 'foo..bar via Ant'
munged "a carrier's dot, quoted" '"foo."@ezweb.ne.jp' "\"foo. via Ant\" $ant" 'foo. via Ant'
munged "an at sign in the local part" '"a@b"@y.org' "someone via Ant $ant" 'someone via Ant'
hundred=$(printf '%0100d' 0 | sed 's/0/ü/g')
cases=$((cases + 1))
printf 'From: %s%s <a@y.org>\nTo: x\n\nbody\n' "$hundred" "$hundred" | munge-from >"$T/cases/$cases"
printf '%s via Ant' "$hundred" >"$T/cases/$cases.name"
export LIST_NAME='東京オーケストラ "弦"'
munged "a list name in Japanese" 'Anne <a@y.org>' \
	"=?UTF-8?B?QW5uZSB2aWEg5p2x5Lqs44Kq44O844Kx44K544OI44OpICLlvKYi?=
 $ant" 'Anne via 東京オーケストラ "弦"'
LIST_NAME=Ant

# The second opinion: every From above, read by Python's email package.
cat >"$T/opinion.py" <<'EOF2'
import os, re, sys
from email.header import decode_header, make_header
from email.utils import parseaddr
for number in range(1, int(sys.argv[2]) + 1):
    path = os.path.join(sys.argv[1], str(number))
    raw, want = open(path, "rb").read(), open(path + ".name").read()
    field = re.search(rb"^From:.*\n(?:[ \t].*\n)*", raw, re.M).group().decode("ascii")
    assert all(len(line) <= 76 for line in field.split("\n")), field
    assert all(len(word) <= 75 for word in field.split()), field
    name, address = parseaddr(field[len("From: "):].replace("\n", ""))
    assert address == "ant@example.com", field
    assert str(make_header(decode_header(name))) == want, (field, want)
    assert not re.search("[@\uff20\ufe6b<>\uff1c\uff1e\u202a-\u202e\u2060-\u2069\u200b-\u200f]", want), want
EOF2
/usr/bin/python3 "$T/opinion.py" "$T/cases" "$cases" 2>"$T/err"
is "Python reads the same names" "$? $(cat "$T/err")" '0 '

# refused WHAT FROM: before anything is signed.
refused()
{
	printf '%b\nTo: ant@example.com\n\nbody\n' "$2" >"$T/one.eml"
	exits 100 "$1 is refused" munge-from <"$T/one.eml"
	says "$1: in one sentence" '^5\.6\.0 munge-from: .+'
	is "$1: nothing is written" "$(cat "$T/out")" ''
}
refused "two From" 'From: a@x.org\nFrom: b@y.org'
refused "two From, one with a blank" 'From : a@x.org\nFrom: b@y.org'
refused "two mailboxes" 'From: a@x.org, b@y.org'
refused "a group" 'From: friends: a@x.org;'
refused "an empty group" 'From: undisclosed-recipients:;'
refused "<a@x>:<b@y>" 'From: <a@x.org>:<b@y.org>'
refused "a route" 'From: <@x.org:a@y.org>'
refused "a NUL" 'From: a@x.org\0000@y.org'
refused "no From" 'X-A: b'
refused "an empty From" 'From:'
refused "a bare name" 'From: anne'

# fields WHAT HEADER WANT OPTION…: the fields To, Cc, Reply-To and Sender that come out, and the same a second time.
fields()
{
	printf '%b\n\nbody\n' "$2" >"$T/one.eml"
	what=$1 want=$3
	shift 3
	munge-from "$@" <"$T/one.eml" >"$T/out"
	is "$what" "$(awk '/^[^ \t]/ { on = /^(To|Cc|Reply-To|Sender):/ } /^$/ { exit } on' "$T/out")" "$want"
	munge-from "$@" <"$T/out" >"$T/twice"
	same "$what: twice is as once" "$T/twice" "$T/out"
}
from='From: Anne Person <anne@y.org>\nTo: ant@example.com'
to='To: ant@example.com'
fields "-r list" "$from" "$to
Reply-To: ant@example.com" -r list
fields "-r list and the author's Reply-To" "$from\nReply-To: x@y.org" "$to
Reply-To: ant@example.com" -r list
fields "-r list+cc" "$from" "$to
Cc: Anne Person <anne@y.org>
Reply-To: ant@example.com" -r list+cc
fields "-r list+cc and a Cc" "$from\nCc: \"Bart, B.\" <b@x.org>,\n\tc@x.org" "$to
Cc: \"Bart, B.\" <b@x.org>,
	c@x.org,
 Anne Person <anne@y.org>
Reply-To: ant@example.com" -r list+cc
fields "-r list+cc and two Cc" "$from\nCc: b@x.org\nCC: c@x.org" "$to
Cc: b@x.org, c@x.org,
 Anne Person <anne@y.org>
Reply-To: ant@example.com" -r list+cc
fields "-r list+cc, the author in Cc already" "$from\nCc: ANNE@y.org" "$to
Cc: ANNE@y.org
Reply-To: ant@example.com" -r list+cc
fields "-r list+cc and the author's Reply-To" "$from\nReply-To: other@y.org" "$to
Reply-To: ant@example.com
Cc: other@y.org" -r list+cc
fields "-r list+cc and a Reply-To to the list" "$from\nReply-To: ant@example.com" "$to
Reply-To: ant@example.com
Cc: Anne Person <anne@y.org>" -r list+cc
fields "-r author" "$from" "$to
Reply-To: Anne Person <anne@y.org>" -r author
fields "-r author and his own, byte for byte" "$from\nReply-To:\n  other@y.org (Anne)" "$to
Reply-To:
  other@y.org (Anne)" -r author
fields "-r author and the list in his own" "$from\nReply-To: other@y.org, Ant <ANT@example.com>" "$to
Reply-To: other@y.org" -r author
fields "-r both" "$from" "$to
Reply-To: Anne Person <anne@y.org>, ant@example.com" -r both
fields "-r both and the author's Reply-To" "$from\nReply-To: other@y.org" "$to
Reply-To: other@y.org, ant@example.com" -r both
fields "-r keep, none" "$from" "$to" -r keep
fields "-r keep, one" "$from\nReply-To: other@y.org" "$to
Reply-To: other@y.org" -r keep
fields "-r keep, two" "$from\nReply-To: other@y.org\nReply-To: more@y.org" "$to
Reply-To: other@y.org, more@y.org" -r keep
fields "a carrier's author in Reply-To" 'From: foo..bar@docomo.ne.jp\nTo: ant@example.com' "$to
Reply-To: \"foo..bar\"@docomo.ne.jp" -r author
fields "a carrier's author in Cc" 'From: "foo."@ezweb.ne.jp\nTo: ant@example.com' "$to
Cc: \"foo.\"@ezweb.ne.jp
Reply-To: ant@example.com" -r list+cc
fields "an author's name in Reply-To" 'From: "ceo@corp.example" <a@y.org>\nTo: ant@example.com' "$to
Reply-To: a@y.org" -r author
fields "a foreign Sender" "$from\nSender: x@y.org" "$to
Reply-To: ant@example.com"
fields "the list's own Sender" "$from\nSender: <ant@example.com>" "$to
Sender: <ant@example.com>
Reply-To: ant@example.com"
fields "dots are quoted, bare names qualified" \
	'From: a@y.org\nTo: Foo <foo..bar@docomo.ne.jp>, ant\nCc: .x@y.org, "z."@y.org' \
	'To: Foo <"foo..bar"@docomo.ne.jp>, ant@example.com
Cc: ".x"@y.org, "z."@y.org
Reply-To: ant@example.com'
fields "several bare names" 'From: a@y.org\nTo: ant, bee,\n wasp' 'To: ant@example.com, bee@example.com, wasp@example.com
Reply-To: ant@example.com'
fields "an unquoted comma" 'From: a@y.org\nTo: Person, Bart <b@y.org>' 'To: "Person, Bart" <b@y.org>
Reply-To: ant@example.com'
fields "what needs no repair keeps its bytes" \
	'From: a@y.org\nTo:  =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\n  <b@y.org> (c),"z."@y.org\nCc: undisclosed-recipients:;' \
	'To:  =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=
  <b@y.org> (c),"z."@y.org
Cc: undisclosed-recipients:;
Reply-To: ant@example.com'
fields "what can not be parsed is left alone" 'From: a@y.org\nTo: "foo..bar@docomo.ne.jp\nCc: ..@<<>' \
	'To: "foo..bar@docomo.ne.jp
Cc: ..@<<>
Reply-To: ant@example.com'
fields "two To" 'From: a@y.org\nTo: b@y.org\nTo: ant, B@y.org' 'To: b@y.org, ant@example.com
Reply-To: ant@example.com'
fields "a long list of addresses" "From: a@y.org\nTo: ant$(printf ', person%d@a-rather-long-domain.example.org' 1 2 3 4)" \
	'To: ant@example.com, person1@a-rather-long-domain.example.org,
 person2@a-rather-long-domain.example.org,
 person3@a-rather-long-domain.example.org,
 person4@a-rather-long-domain.example.org
Reply-To: ant@example.com'

# When.
munge-from -w never -r keep <"$T/in.eml" >"$T/out"
sed '/^X-Original-From/d' "$T/in.eml" >"$T/kept"
same "-w never -r keep: byte for byte, but for what looks like ours" "$T/out" "$T/kept"
sed 's/^Reply-To: .*/Reply-To: ant@example.com/' "$T/kept" >"$T/want"
munge-from -w never <"$T/in.eml" >"$T/out"
same "-w never: Reply-To all the same" "$T/out" "$T/want"
printf 'From: a@x.org, b@y.org\n\nbody\n' >"$T/two.eml"
exits 100 "-w never: two authors all the same" munge-from -w never <"$T/two.eml"

# What the author wrote stays, as long as it is.
printf 'From: %s\n <anne@y.org>\n\nbody\n' "$(printf 'Anne %.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13)" >"$T/long.eml"
munge-from <"$T/long.eml" >"$T/out"
is "X-Original-From keeps the old bytes" "$(awk '/^X-Original-From/ { getline; print; getline; print }' "$T/out")" \
	" $(sed -n '1s/^From: //p;2p' "$T/long.eml")"

# What others take for ours.
for how in always never broken; do
	printf 'From: anne@yahoo.example\nX-Original-From: boss@example.org, bob@example.org\n\nbody\n' | munge-from -w $how -k >"$T/out"
	is "-w $how: a foreign X-Original-From goes" "$(grep -c 'boss' "$T/out")" 0
done

# The members' stored names.
cat >members <<'EOF2'
anne@y.org name="Anna Banana"
foo..bar@docomo.ne.jp name="東京 太郎"
evil@y.org name="ceo@corp.example"
bart@y.org
EOF2
build-list members.cdb
stored()
{
	printf 'From: %s\n\nbody\n' "$2" | munge-from -m members.cdb >"$T/out"
	is "-m: $1" "$(head -1 "$T/out")" "From: $3 $ant"
}
stored "a bare address has a stored name" 'ANNE@y.org' 'Anna Banana via Ant'
stored "an address as name too" '"anne@y.org" <anne@y.org>' 'Anna Banana via Ant'
stored "a name of one's own wins" 'Anne <anne@y.org>' 'Anne via Ant'
stored "a stored name in Japanese" 'foo..bar@docomo.ne.jp' '=?UTF-8?B?5p2x5LqsIOWkqumDjiB2aWEgQW50?='
stored "a stored name is no address either" 'evil@y.org' 'evil via Ant'
stored "a member without a name" 'bart@y.org' 'bart via Ant'
stored "no member" 'zoe@y.org' 'zoe via Ant'
printf 'From: zoe@y.org\n\nbody\n' >"$T/one.eml"
exits 75 "-m: a missing file is 75" munge-from -m none.cdb <"$T/one.eml"

# Settings that are wrong.
for wrong in '-w sometimes' '-r nobody' '-r' 'x'; do
	# shellcheck disable=SC2086 # two words
	exits 75 "$wrong is 75" munge-from $wrong <"$T/in.eml"
	says "$wrong: the usage" '^4\.3\.5 munge-from: usage: munge-from '
done
exits 75 "no LIST is 75" env -u LIST munge-from <"$T/in.eml"
exits 75 "a newline in LIST_NAME is 75" env LIST_NAME='Ant
Bcc: x' munge-from <"$T/in.eml"

# Alone and in a chain it does the same.
tutti -n -c LIST=ant@example.com LIST_NAME=Ant munge-from -r both : cat <"$T/in.eml" >"$T/chain"
munge-from -r both <"$T/in.eml" >"$T/alone"
same "the same alone and in a chain" "$T/chain" "$T/alone"
finish
