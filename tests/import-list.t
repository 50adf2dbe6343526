#!/bin/sh
# import-list: another list manager's members and numbers, in a list of ours.
# The folders are made here by hand, as the manuals of those programs describe them.
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
# again WHAT FROM: a second time nothing changes.
again()
{
	everything list | grep -v '\.lock ' >before
	exits 0 "$1: a second time" import-list "$2" list
	is "$1: adds nobody" "$(grep '^members added' out)" "members added: 0"
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
the next post is number: 1235
not taken, they have left (##BYE): 2 (fred@example.org, fred@example.org)
not taken, no address: 1 (members:17: no address here)
relays left out (r=), since mail goes out through the mail server: 1 (actives:3: cris@example.org)
not taken, the same address again: 1 (kurt@example.org)
look here, they got mail and could not post (in actives alone); as members they can: 1 (lena@example.org)
not taken, owners and moderators are yours to name (change-members owners add ADDRESS): 1 (members-admin)
not taken, settings (here they are the steps in the scores): 1 (config.ph)
END
same "fml: what was taken, and what was not" out want
is "the numbers go on" "$(cat list/seq)" 1234
again "fml" fml
echo 2000 >list/seq
exits 0 "a list that is further" import-list fml list
is "keeps its number" "$(cat list/seq) $(grep next out)" "2000 the next post is number: 2001"

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
list
exits 0 "mlmmj" import-list mlmmj list
is "three folders" "$(members)" "anne@example.org
adam@example.org
bart@example.org
cris@example.org m=24
dora@example.org s=off"
is "and a number" "$(cat list/seq)" 77
is "what was not taken" "$(sed -n '/^not/p' out)" "not taken, the same address again: 1 (anne@example.org)
not taken, owners and moderators are yours to name (change-members owners add ADDRESS): 1 (control/owner)"
again "mlmmj" mlmmj
list
mkdir list/archive
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
printf '88:123456\n' >ezmlm/num
list
exits 0 "ezmlm" import-list ezmlm list
is "subscribers, digest, allow" "$(members)" "cris@example.org
anne@example.org
Bart@example.org
dora@example.org m=24
emil@work.example s=skip"
is "and a number" "$(cat list/seq)" 88
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
