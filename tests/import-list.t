#!/bin/sh
# import-list: another list manager's members and numbers, in a list of ours.
# The folders are made here by hand, as the manuals of those programs describe them.
# shellcheck disable=SC2016,SC2038 # ISO-2022-JP has a $; no name here has a blank
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1

# A list as new-list makes it, as far as it matters.
list()
{
	rm -rf list
	mkdir list
	printf 'LIST=orch@ml.example.jp\nstore-mail got\n' >list/post
	echo '## The members' >list/members
	build-list list/members.cdb </dev/null >/dev/null 2>&1 || (cd list && build-list members.cdb /dev/null && touch members.cdb)
}
# members: those of the list, with their settings, and the cdb must agree.
members()
{
	grep -v '^##' list/members
	(cd list && build-list -u members.cdb) || echo "the cdb is not up to date"
}
# imports FROM SEQ: into a new list, which goes on with the number after SEQ.
imports()
{
	list
	exits 0 "$1" import-list "$1" list
	is "and a number" "$(cat list/seq)" "$2"
}
# again WHAT FROM: a second time nothing changes.
again()
{
	everything list | grep -v '\.lock ' >before
	exits 0 "$1: a second time" import-list "$2" list
	is "$1: takes nothing" "$(grep -E '^(members added|posts taken).* [1-9]' out)" ""
	everything list | grep -v '\.lock ' >after
	same "$1: and changes nothing" after before
}

# fml 4: members may post, actives get the posts. Comments are in EUC-JP.
mkdir fml
cat >fml/members <<'END'
#.FML HEADER
# This file is written by fml.
nobody@example.org
#.endFML HEADER
anne@example.org
Bart@Example.ORG
cris@example.org
dora@work.example
# emil@example.org
##BYE fred@example.org
gina@example.org
hugo@example.org
ines@example.org
jan..x@docomo.example
kurt@example.org
kurt@example.org
no address here
## a comment
END
{
	printf 'anne@example.org\t# first violin\n'
	printf 'bart@example.org\ts=skip\n'
	printf 'cris@example.org\tm=3mp r=relay.example.org\n'
	printf '#\temil@example.org\n'
	printf '##BYE fred@example.org\n'
	printf 'gina@example.org matome 6\n'
	printf 'hugo@example.org 3\n'
	printf 'ines@example.org\t# \316\353\314\332\n'
	printf '"jan..x"@docomo.example m=0\n'
	printf '#\tkurt@example.org\n'
	printf 'lena@example.org\n'
} >fml/actives
echo 1234 >fml/seq
echo 'owner@example.org' >fml/members-admin
: >fml/config.ph

# The posts: fml's spool and summary (in EUC-JP), mlmmj's and ezmlm's archive.
post()
{
	printf 'Return-Path: <x@example.org>\nFrom: Anne <%s>\nSubject: %s\nDate: Tue, 24 Nov 2020 12:54:58 +0900\n\n%s\n' "$@"
}
mkdir fml/spool
post anne@example.org one 'the first' >fml/spool/1
printf 'From anne@example.org Tue Nov 24 03:54:58 2020\nFrom: <bart@example.org>\r\nSubject: two\r\n\r\nthe second' >fml/spool/3
post anne@example.org none x >fml/spool/20240101
touch -d '2021-01-02 03:04:05 UTC' fml/spool/3
post cris@example.org seven 'the seventh' >fml/spool/1234
{
	printf '98/01/02 03:04:05 [1:anne@example.or] one\n'
	printf '98/01/03 03:04:05 [2:gone@example.or] \316\353\314\332\n'
	printf '98/01/04 03:04:05 [1:somebody] again\n'
	printf 'what?\n'
	printf '98/01/05 03:04:05 [1000:gone@example.or] \033$BNkLZ\033(B\n'
} >fml/summary
TZ=Asia/Tokyo
export TZ
list
echo 'anne@example.org name=Anne' >>list/members
(cd list && build-list members.cdb)
everything list >before
exits 0 "fml, -n" import-list -n fml list
everything list >after
same "-n changes nothing" after before
cp out dry
exits 0 "fml" import-list fml list
same "-n had said the same" dry out
members >got
cat >want <<'END'
anne@example.org name=Anne
Bart@Example.ORG s=skip
cris@example.org m=3mp
dora@work.example s=skip
emil@example.org s=off
gina@example.org m=6
hugo@example.org m=3
ines@example.org # 鈴木
jan..x@docomo.example
kurt@example.org s=off
lena@example.org
END
same "fml: members and actives are one list" got want
cat >want <<'END'
fml: fml
members added: 10
members already there, left as they are: 1
posts taken into the archive: 3
lines of summary: 4
the next post is number: 1235
posts not taken, for their numbers are above the last one: 1 (20240101)
not taken, they have left (##BYE): 2 (fred@example.org, fred@example.org)
not taken, no address: 1 (members:17: no address here)
relays left out (r=), since mail goes out through the mail server: 1 (actives:3: cris@example.org)
not taken, the same address again: 1 (kurt@example.org)
look here, they got mail and could not post (in actives alone); as members they can: 1 (lena@example.org)
not taken, owners and moderators are yours to name (change-members owners add ADDRESS): 1 (members-admin)
not taken, settings (here they are the steps in the scores): 1 (config.ph)
lines of summary not taken, for they can't be read: 1 (what?)
END
same "fml: what was taken, and what was not" out want
is "the numbers go on" "$(cat list/seq)" 1234
is "posts keep their numbers" "$(find list/archive -name '*.eml' | sort | xargs)" \
	"list/archive/00001.eml list/archive/00003.eml list/archive/01234.eml"
sed 1d fml/spool/1 >want
same "a post is as a mail server's comes to us" list/archive/00001.eml want
printf 'From: <bart@example.org>\nSubject: two\n\nthe second\n' >want
same "without its From line, with the line ends of Unix" list/archive/00003.eml want
cat >want <<'END'
98/01/02 03:04:05 [1:anne@example.or] one
98/01/03 03:04:05 [2:gone@example.or] 鈴木
21/01/02 12:04:05 [3:bart@example.or] two
98/01/05 03:04:05 [1000:gone@example.or] 鈴木
20/11/24 12:54:58 [1234:cris@example.or] seven
END
same "fml's lines of summary, and those that it had not" list/archive/summary want
is "a file's time is the post's" "$(date -u -r list/archive/00001.eml '+%F %T')" "2020-11-24 03:54:58"
is "for the list's user alone" "$(find list/archive -printf '%m\n' | sort -u | xargs)" "600 700"
is "nothing else is there" "$(find list/archive ! -name '*.eml' ! -name 'summary*' | xargs)" "list/archive"
again "fml" fml
echo 2000 >list/seq
exits 0 "a list that is further" import-list fml list
is "keeps its number" "$(cat list/seq) $(grep next out)" "2000 the next post is number: 2001"


# A list that has posts of its own: none of them is touched.
list
mkdir list/archive
printf 'From: x@example.org\n\nours\n' >list/archive/00003.eml
printf '26/01/01 00:00:00 [3:x@example.org] ours\n26/01/01 00:00:00 [1500:x@example.org] late' >list/archive/summary
echo 1500 >list/seq
printf '1 %064d -\n' 1 >list/posts
exits 0 "fml, to a list with posts" import-list fml list
is "two have numbers of ours" "$(sed -n '/^posts/p' out)" "posts taken into the archive: 1
posts not taken, for their numbers are above the last one: 1 (20240101)
posts not taken, another one has the number here: 2 (1, 3)"
is "which stay" "$(cd list/archive && echo *) $(tail -n 1 list/archive/00003.eml)" "00003.eml 01234.eml summary summary.lock ours"
is "summary is in order" "$(sed 's/^[^[]*//' list/archive/summary)" "[1:anne@example.or] one
[2:gone@example.or] 鈴木
[3:x@example.org] ours
[1000:gone@example.or] 鈴木
[1234:cris@example.or] seven
[1500:x@example.org] late"
list
printf '24 12\n3 12\n' >list/digests
echo 12 >list/seq
exits 0 "a list with digests" import-list fml list
is "old posts are in none" "$(cat list/digests)" "24 1234
3 1234"
list
printf '24 10\n' >list/digests
echo 12 >list/seq
exits 75 "members wait for a digest" import-list fml list
says "is told" '^4\.3\.5 import-list: members wait for a digest of the posts after 10; send it first: make-digest -a$'
is "and nothing has changed" "$(members)" ""

# What strangers could have put there.
mkdir odd
post anne@example.org one x >odd/1
ln -s /etc/passwd odd/2
mkfifo odd/3
mkdir odd/4
: >odd/5
printf 'From: a\0b\n\nx\n' >odd/6
head -c 1100000 /dev/zero | tr '\0' x >odd/7
post anne@example.org 'a [9:b] c' x >odd/8
for name in 007 0 -1 1.orig '../x' 9999999999999999 99999999999999999999; do
	post anne@example.org "$name" x >"odd/${name##*/}"
done
list
exits 0 "a folder of posts" import-list odd list
is "takes what is one" "$(cd list/archive && echo *.eml)" "00001.eml 00008.eml"
is "and tells the rest" "$(cat out)" "numbered posts: odd
posts taken into the archive: 2
the next post is number: 9
files in the archive not taken, for their names are no numbers: 6 (-1, 007, 1.orig, ...)
posts not taken, for they are no regular files: 3 (2, 3, 4)
posts not taken, this is no mail: it does not start with a header: 1 (5)
posts not taken, the header holds a NUL or a carriage return inside a line: 1 (6)
posts not taken, the header is larger than 1 MiB: 1 (7)"
is "a subject makes no second line" "$(sed 's/^[^[]*//' list/archive/summary)" "[1:anne@example.or] one
[8:anne@example.or] a [9:b] c"
again "a folder of posts" odd

# More than are written before the disk is waited for, and what a killed one has left of some.
mkdir many
for number in $(seq 2 1105); do
	printf 'From: anne@example.org\nSubject: %s\n\n%s\n' "$number" "$number" >"many/$number"
	printf 'From anne@example.org Tue Nov 24 03:54:58 2020\nFrom: anne@example.org\nSubject: %s\n\n%s\n\n' \
		"$number" "$number"
done >many.mbox
seq 2 1105 >many.numbers
list
mkdir -p list/archive/.importing
echo half >list/archive/.importing/00007.eml
exits 0 "more than a thousand posts" import-list many list
for number in $(seq 2 1105); do
	printf 'From: anne@example.org\nSubject: %s\n\n%s\n' "$number" "$number"
done >want
(cd list/archive && cat ./*.eml) >got
same "each is there, in its place" got want
is "by its number" "$(cd list/archive && echo *.eml)" "$(seq -f %05g.eml 2 1105 | xargs)"
is "and in summary" "$(sed 's/.*\[\([0-9]*\):.*/\1/' list/archive/summary | cmp - many.numbers 2>&1)" ""
ok "nothing is left of those that waited for their names" test ! -e list/archive/.importing
is "the numbers go on behind them" "$(cat list/seq)" 1105
again "more than a thousand posts" many
list
exits 0 "the same from an mbox" import-list many.mbox list
(cd list/archive && cat ./*.eml) >got
same "each is there, in their order" got want
is "and the numbers go on behind the last" "$(cat list/seq) $(grep next out)" "1104 the next post is number: 1105"

# An mbox: no numbers.
{
	printf 'From anne@example.org Tue Nov 24 03:54:58 2020\n'
	post anne@example.org one '>From here
x'
	printf '\nFrom bart at example.org  Wed Nov 25 03:54:58 2020\n'
	post bart@example.org two 'From time to time'
	printf '\n'
	printf 'From x Wed Nov 25 03:54:58 2020\n\n'
	printf 'From cris@example.org Wed Nov 25 03:54:58 2020\n'
	post cris@example.org three 'no newline' | head -c -1
} >mbox
list
echo 41 >list/seq
exits 0 "an mbox" import-list mbox list
is "gets the next numbers" "$(cat out list/seq)" "mbox: mbox
posts taken into the archive: 3
the next post is number: 45
posts not taken, this is no mail: it does not start with a header: 1 (message 3)
44"
post anne@example.org one 'From here
x' | sed 1d >want
same "a post of it" list/archive/00042.eml want
is "in summary" "$(cat list/archive/summary)" "20/11/24 12:54:58 [42:anne@example.or] one
20/11/24 12:54:58 [43:bart@example.or] two
20/11/24 12:54:58 [44:cris@example.or] three"
again "an mbox" mbox
is "an mbox: all are known" "$(sed -n '/^posts/p' out)" "posts taken into the archive: 0
posts already there: 3
posts not taken, this is no mail: it does not start with a header: 1 (message 3)"
{ cat mbox; printf '\n\nFrom x Wed Nov 25 03:54:58 2020\n'; post dora@example.org four x; } >mbox2
rm list/archive/summary list/archive/00043.eml
exits 0 "a longer one" import-list mbox2 list
is "adds what is new" "$(sed 's/^[^[]*//' list/archive/summary)" "[42:anne@example.or] one
[44:cris@example.or] three
[45:bart@example.or] two
[46:dora@example.or] four"

# fml with one file for both, and fml 8 with its own names.
mkdir fml1 fml8
printf 'anne@example.org\nbart@example.org s=skip\n# cris@example.org\n' >fml1/members
list
exits 0 "fml, members alone" import-list fml1 list
is "settings are in it" "$(members)" "anne@example.org
bart@example.org s=skip
cris@example.org s=off"
printf 'anne@example.org\nbart@example.org\ncris@example.org\n' >fml8/members
printf 'anne@example.org\n' >fml8/recipients
printf 'bart@example.org\n' >fml8/recipients-digest
: >fml8/config.cf
list
exits 0 "fml 8" import-list fml8 list
is "recipients and recipients-digest" "$(members)" "anne@example.org
bart@example.org m=24
cris@example.org s=skip"
is "no seq, no number" "$(grep next out; cat list/seq 2>/dev/null)" "the next post is number: 1"

# mlmmj: a file for each first letter.
mkdir -p mlmmj/subscribers.d mlmmj/digesters.d mlmmj/nomailsubs.d mlmmj/control
printf 'anne@example.org\nadam@example.org\n' >mlmmj/subscribers.d/a
printf 'bart@example.org\n' >mlmmj/subscribers.d/b
printf 'cris@example.org\nanne@example.org\n' >mlmmj/digesters.d/c
printf 'dora@example.org\n' >mlmmj/nomailsubs.d/d
printf '77\n' >mlmmj/index
printf 'owner@example.org\n' >mlmmj/control/owner
mkdir mlmmj/archive
post anne@example.org one 'the first' >mlmmj/archive/77
imports mlmmj 77
is "three folders" "$(members)" "anne@example.org
adam@example.org
bart@example.org
cris@example.org m=24
dora@example.org s=off"
is "and an archive" "$(sed 's/^[^[]*//' list/archive/summary) $(echo list/archive/*.eml)" \
	"[77:anne@example.or] one list/archive/00077.eml"
is "what was not taken" "$(sed -n '/^not/p' out)" "not taken, the same address again: 1 (anne@example.org)
not taken, owners and moderators are yours to name (change-members owners add ADDRESS): 1 (control/owner)"
again "mlmmj" mlmmj
list
printf 'seven\n' >list/seq
exits 75 "a seq of ours that is none" import-list mlmmj list
is "shows before anything has changed" "$(members)" ""

# ezmlm: hashed files, T before each address, NUL behind it.
mkdir -p ezmlm/subscribers ezmlm/digest/subscribers ezmlm/allow/subscribers ezmlm/mod/subscribers ezmlm/deny/subscribers
printf 'Tanne@example.org\0TBart@example.org\0' >ezmlm/subscribers/A
printf 'Tcris@example.org\0' >ezmlm/subscribers/@
printf 'Tdora@example.org\0' >ezmlm/digest/subscribers/t
printf 'Temil@work.example\0Tbart@example.org\0' >ezmlm/allow/subscribers/Z
printf 'Tno\nline@example.org\0Tname@\0' >ezmlm/allow/subscribers/b
printf '1201:123456\n' >ezmlm/num
mkdir -p ezmlm/archive/0 ezmlm/archive/12 ezmlm/archive/threads
post anne@example.org one 'the first' >ezmlm/archive/0/01
post anne@example.org two 'the second' >ezmlm/archive/12/00
post anne@example.org none 'none' >ezmlm/archive/12/100
: >ezmlm/archive/0/index
: >ezmlm/archive/threads/202011
imports ezmlm 1201
is "subscribers, digest, allow" "$(members)" "cris@example.org
anne@example.org
Bart@example.org
dora@example.org m=24
emil@work.example s=skip"
is "and an archive" "$(sed 's/^[^[]*//' list/archive/summary) $(echo list/archive/*.eml)" \
	"[1:anne@example.or] one
[1200:anne@example.or] two list/archive/00001.eml list/archive/01200.eml"
is "what was not taken" "$(sed -n '/^not/p' out)" "not taken, a control character: 1 (no?line@example.org)
not taken, no domain after the @: 1 (name@)
not taken, the same address again: 1 (bart@example.org)
not taken, owners and moderators are yours to name (change-members owners add ADDRESS): 1 (mod/subscribers)
not taken, nobody is kept out by his address: 1 (deny/subscribers)"
again "ezmlm" ezmlm
for damage in 'anne@example.org\0' 'Tanne@example.org' 'Tanne@example.org\0\0'; do
	# shellcheck disable=SC2059 # a format
	printf "$damage" >ezmlm/subscribers/B
	list
	exits 100 "a damaged file" import-list ezmlm list
	says "is named" '^5\.3\.5 import-list: subscribers/B is damaged; nothing has changed$'
	is "and nothing has changed" "$(members)" ""
done
rm ezmlm/subscribers/B

# Mailman: list_members -f, mailman members, a table.
{
	printf 'Anne Person <anne@example.org>\n'
	printf 'bart@example.org\n'
	printf '"Person, Cris" <Cris@example.org>\n'
	printf '\351\210\264\346\234\250 <ines@example.org>\n'
	printf 'Dora \351 <dora@example.org>\n'
	printf 'Nobody\n'
} >members.txt
list
exits 0 "Mailman" import-list members.txt list
is "names come along, if they can be read" "$(members)" 'anne@example.org name="Anne Person"
bart@example.org
Cris@example.org name="Person, Cris"
ines@example.org name=鈴木
dora@example.org'
is "and who is none is told" "$(cat out)" "addresses: members.txt
members added: 5
not taken, no address: 1 (line 6: Nobody)"
again "Mailman" members.txt
echo 'emil@example.org s=skip' >more.txt
echo 'fred@example.org' >>more.txt
exits 0 "settings for all" import-list -s s=off -s 'note=a b' more.txt list
is "but for who has his own" "$(members | tail -n 2)" 'emil@example.org s=skip note="a b"
fred@example.org s=off note="a b"'
printf '%s\r\n' email,display_name,delivery_mode,delivery_status 'anne@example.org,"Person, ""Anne""",regular,enabled' \
	'bart@example.org,,plaintext_digests,enabled' 'cris@example.org,Cris,mime_digests,by_bounces' 'nobody,x,,' >table.csv
list
exits 0 "a table" import-list table.csv list
is "by the names of its columns" "$(members)" 'anne@example.org name="Person, \"Anne\""
bart@example.org m=24d
cris@example.org s=off m=24 name=Cris'
is "and a row without an address is told" "$(sed -n '$p' out)" "not taken, no address in this row: 1 (line 5: nobody,x,,)"

# What is none of these.
list
everything list >before
mkdir empty
: >nothing
for from in empty nothing list; do
	exits 100 "from $from" import-list $from list
	says "is told" '^5\.3\.5 import-list: '
done
exits 75 "from nowhere" import-list nowhere list
says "is told" '^4\.3\.0 import-list: cannot open nowhere: '
exits 100 "from a device" import-list /dev/full list
head -c 9000 /dev/zero | tr '\0' x >huge
exits 100 "a huge line" import-list huge list
says "is told" '^5\.3\.5 import-list: huge:1: an over-long line; nothing has changed$'
head -c 20000 /dev/urandom | tr -d '\n@' >binary
exits 100 "what is no text" import-list binary list
mkdir links
ln -s /etc/passwd links/members
exits 100 "a link instead of the members" import-list links list
mkfifo fml1/actives
exits 75 "a FIFO" import-list fml1 list
says "is told" '^4\.3\.5 import-list: actives is no regular file; links are not followed$'
rm fml1/actives
ln -s ../members.txt fml1/actives
exits 75 "a link" import-list fml1 list
rm fml1/actives
echo 'x1' >fml1/seq
exits 100 "a seq of theirs that is none" import-list fml1 list
says "is told" '^5\.3\.5 import-list: the file seq does not begin with a number$'
echo 99999999999999999999 >fml1/seq
exits 100 "a seq beyond all numbers" import-list fml1 list
rm fml1/seq
printf 'a\0b@example.org\nanne@example.org\n\033[31m\n' >fml1/members
exits 0 "NUL and ESC" import-list -n fml1 list
is "are not shown as they are" "$(sed -n '/^not/p' out)" "not taken, a NUL: 1 (members:1: a?b@example.org)
not taken, a control character: 1 (members:3: ?[31m)"
everything list >after
same "and nothing has changed" after before
exits 75 "to no list" import-list fml empty
says "is told" '^4\.3\.5 import-list: empty is no list, for there is no score post in it; make one with new-list$'
exits 75 "to nowhere" import-list fml nowhere

if [ "$(id -u)" = 0 ]; then
	chown -R 12345:23456 list
	chmod -R go= fml
	exits 0 "as root, from what is for root alone" import-list fml list
	is "all is the owner's of the list" "$(find list -printf '%u:%g\n' | sort -u)" "12345:23456"
fi
list
exits 75 "/dev/full is 75" sh -c 'import-list fml list >/dev/full'
list
exits 75 "a full disk is 75" sh -c 'ulimit -f 0; exec import-list fml list'
is "and nothing has changed" "$(members)" ""
for args in '' 'fml' 'fml list list' '-x fml list' '-s s fml list' '-s =x fml list'; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: import-list $args" import-list $args
	says "and it is shown" '^4\.3\.5 import-list: usage: '
done
exits 0 "--help" import-list --help
finish
