#!/bin/sh
# check-list finds each thing that stops a list, alone among nothing else, and says nothing of a good one.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"

# A list must not belong to root. As root the test's lists are nobody's, who may not be able to reach our folder.
chmod 755 "$T"
cp -R "$TUTTI_BUILD/bin" "$T/bin"
PATH=$T/bin:$PATH
user=$(id -un)
[ "$(id -u)" != 0 ] || user=nobody
cd "$T" || exit 1

mkdir store
new-list -u "$user" -m postfix -n 東京オーケストラ -k 2026 store/good orch@ml.example.jp >told || exit 1
sed -i "1s|.*|#!$T/bin/tutti|" store/good/post store/good/request store/good/owner store/good/return store/good/dmarc
echo anne@example.org >>store/good/members
build-list store/good/members.cdb

# The DNS as new-list wants it.
sed -n -e '/IN TXT ($/,/)$/p' -e '/IN TXT "/p' -e '/IN MX/p' told >zone.good
cp zone.good zone
# shellcheck source=tests/dns.sh
. "$here/dns.sh"

# Postfix as new-list wants it.
MAIL_CONFIG=$T/postfix
export MAIL_CONFIG
mkdir postfix
grep '/  tutti:$' told >postfix/tutti
cat >main.good <<EOF
transport_maps = regexp:$T/postfix/tutti
tutti_destination_recipient_limit = 1
relay_domains = ml.example.jp
relay_recipient_maps = regexp:$T/postfix/tutti
alias_maps =
EOF
sed -n '/^tutti  *unix/,/^$/p' told >master.good

# Postfix waits for a main.cf younger than two seconds.
settle() { touch -d '1 hour ago' postfix/main.cf postfix/master.cf; }

fresh()
{
	rm -rf list
	cp -a store/good list
	cp zone.good zone
	cp main.good postfix/main.cf
	cp master.good postfix/master.cf
	settle
}
# finds WHAT PATTERN [N]: exactly N lines (1) are found, one of them matches and has a cure.
finds()
{
	settle
	check-list list >found 2>err
	got="$? $(wc -l <found) $(cat err)"
	if [ "$got" = "100 ${3-1} " ] && grep -E -- "$2" found | grep -q '; '; then pass "$1"; else
		fail "$1" "exit, lines: $got" "$(cat found)" "wanted: $2"
	fi
	fresh
}

fresh
before=$(find list -exec ls -ld --time-style=full-iso {} + | sort | sha256sum; find list -type f -exec cat {} + | sha256sum)
exits 0 "a good list" check-list list
is "all is well" "$(cat out err)" "orch@ml.example.jp: all is well"
is "-q says nothing of that" "$(check-list -q list; echo $?)" 0
is "and the folder is as it was" "$(find list -exec ls -ld --time-style=full-iso {} + | sort | sha256sum
	find list -type f -exec cat {} + | sha256sum)" "$before"

# Modes and owners.
chmod g+w list/post; finds "a score that others can write" '^post: others can change it; chmod go-w post$' 2
chmod o+w list; finds "a folder that others can write" '^\.: others can change it; chmod go-w \.$'
chmod g+w list/keys; finds "a folder in it, once" '^keys: others can change it; chmod go-w keys$'
chmod 644 list/post; finds "a score without x" "^post: can't be run; chmod 755 post$"
chmod 640 list/keys/2026.pem; finds "a key that others can read" '^keys/2026.pem: others can read the key' 2
if [ "$user" = nobody ]; then
	chown root list/members
	finds "a file of root's" '^members: belongs to root, the folder to nobody; chown nobody members$'
	chown -R root list
	finds "a list of root's" '^the folder: belongs to root, '  2
fi

# Members.
touch list/members; finds "members newer than the cdb" '^members.cdb: is not up to date .*; build-list members.cdb$'
rm list/members.cdb; finds "no cdb" '^members.cdb: is missing; build-list members.cdb$'
printf x >>list/members.cdb; finds "a damaged cdb" '^members.cdb: .*; build-list members.cdb$'
sed -i '/anne/d' list/members; build-list list/members.cdb; finds "no members" '^members.cdb: nobody is in it; '
rebuild() { build-list list/members.cdb 2>/dev/null; }
echo 'bart@example.org s=tenor' >>list/members; rebuild
finds "mail kept back by a note" '^members:[0-9]+: bart@example\.org gets no posts because of s=tenor; write s=skip if'
echo 'bart@example.org s=skip' >>list/members; rebuild; exits 0 "but not s=skip" check-list list; fresh
rm list/owners.cdb; finds "no owners" '^owners.cdb: is missing; build-list owners.cdb$'

# Scores.
edit() { sed -i "$@"; }
edit 's/^wrap-lines/wrap-line/' list/post; finds "an unknown step" '^post:[0-9]+: there is no program wrap-line; ' 2
edit 's/^tag-subject.*/tag-subject "[x/' list/post; finds "an unclosed quote" '^post:[0-9]+: unclosed quote; '  5
edit '/^LIST=/d' list/post; finds "no LIST" '^post: does not say whose it is; add a line LIST=name@domain$'
edit 's/^LIST=.*/LIST=orch/' list/post; finds "a LIST that is no address" '^post: LIST=orch is no address; ' 5
edit 's/^LIST=orch/LIST=other/' list/owner; finds "two names for one list" '^owner: is for LIST=other@ml\.example\.jp'
cp -a list list.bak
finds "a copy of the folder beside it" '^\.\./list\.bak: is for LIST=orch@ml\.example\.jp as this folder is, .*; move one of' 1
rm -r list.bak; ln -s list other
finds "another name of the folder" '^\.\./other: is for LIST=orch@ml\.example\.jp as' 1
rm other
cp -a list .list.bak; exits 0 "a copy that no mail comes to" check-list list; rm -r .list.bak
mkdir backup; mv list backup; ln -s backup/list list; exits 0 "a list with a link to it" check-list list; rm -r backup list; fresh
cp -a list list2; edit "s/^LIST=orch@/LIST=orch2@/" list2/post; exits 0 "another list beside it" check-list list; rm -r list2
rm list/dmarc; check-list list >found
is "a list to which no reports come" "$(cat found)" "orch@ml.example.jp: all is well"
only_reports() { rm -r list; mkdir list; cp -p store/good/dmarc list; [ "$user" = nobody ] && chown nobody list; true; }
only_reports; exits 0 "a folder for reports alone" check-list list
is "is no broken list" "$(cat out err)" "orch@ml.example.jp: all is well"
only_reports; chmod g+w list/dmarc; finds "  its modes" '^dmarc: others can change it; chmod go-w dmarc$'
only_reports; edit 's/^dmarc-report/dmarc-reprot/' list/dmarc; finds "  its steps" '^dmarc:[0-9]+: there is no program dmarc-reprot; '
only_reports; edit '/^LIST=/d' list/dmarc; finds "  its address" '^dmarc: does not say whose it is; add a line LIST='
only_reports; edit '/ MX /d' zone; finds "  its domain" '^DNS: nobody knows where to send mail for ml\.example\.jp; '
only_reports; cp -p store/good/owner list; finds "  but a list without a post is broken" '^post: is missing' 5
fresh
rm list/return; finds "a missing score" '^return: is missing'
edit '1d' list/request; finds "no first line" '^request: its first line does not start tutti; '
edit '1s|.*|#!/nowhere/tutti|' list/post list/owner; finds "no such tutti" '^post: its first line names /nowhere/tutti, '
edit 's/$/\r/' list/return; finds "a file from Windows" "^return: its lines end as on Windows, and so it can't be started; sed -i"
edit -e '/^wrap-lines/d' -e 's/^inject/wrap-lines\n&/' list/post
finds "a change after the signature" '^post:[0-9]+: wrap-lines may change the post after it is signed; put dkim-sign'
edit -e '/^wrap-lines/d' -e 's/^dkim-sign/wrap-lines\n&/' list/post
finds "a change after munge-from" '^post:[0-9]+: wrap-lines may break the author.s signature after munge-from has looked'
edit -e '/^number-post/d' -e 's/^tag-subject.*/&\nnumber-post/' list/post
finds "a tag before its number" '^post:[0-9]+: the number in the subject comes from number-post' 2
sealed() { edit -e "s/^check-loop/&\n${1-verify-auth -i ml.example.jp}/" \
	-e 's/^dkim-sign -d \(.*\)/&\narc-seal -i ml.example.jp -d \1/' list/post; }
sealed; exits 0 "arc-seal after the signature" check-list list; fresh
sealed '#'; finds "arc-seal without verify-auth" '^post:[0-9]+: no verify-auth -i ml\.example\.jp before it says who' 2
sealed; edit -e '/^dkim-sign/{h;d}' -e '/^arc-seal/{G}' list/post
finds "arc-seal before the signature" '^post:[0-9]+: dkim-sign changes the post after it is sealed; put arc-seal after it$'
sealed; edit '/^arc-seal/s/2026\.pem/old.pem/' list/post; finds "arc-seal with a key that is missing" '^post: a dry run .*old\.pem: No'
sealed; edit '/^arc-seal/s/-s 2026/-s old/' list/post
finds "arc-seal with a key that nobody knows" '^DNS: the key of arc-seal is not there; publish old\._domainkey\.ml\.example\.jp\.'
# Who has written it. The score has the lines, commented out; the author of the sample can't sign it.
auth()
{
	edit -e '/^check-subscriber members.cdb/d' -e "s/^#\\(verify-auth.*\\)/DNS=$DNS\n\\1 $1/" \
		-e "s/^#\\(check-subscriber -a ml.example.jp\\)/\\1 $2/" list/post
}
echo '_dmarc.example.org. IN TXT "v=DMARC1; p=reject"' >>zone.good
cp zone.good zone
for x in '' '-x refuse' '-x drop'; do
	auth '' "$x"
	is "an author whose domain asks for a signature: all is well with $x" "$(check-list list 2>&1)" \
		"orch@ml.example.jp: all is well"
	fresh
done
auth -e ''; exits 0 "verify-auth -e" check-list list; fresh
auth '' ''; edit 's/^verify-auth.*/verify-auth -i mx.example.jp/' list/post
finds "another name" '^post:[0-9]+: no verify-auth -i ml\.example\.jp before it says who' 2
auth '' ''; edit -e '/^verify-auth/d' -e 's/^munge-from/& -i ML.example.jp/' list/post
finds "no verify-auth" '^post:[0-9]+: no verify-auth -i ml\.example\.jp before it says who' 3
edit 's/^munge-from/verify-auth -i ml.example.jp\n&/' list/post
finds "verify-auth after a change" '^post:[0-9]+: number-post may have broken the author.s signature by then; put verify-auth'
edit 's/^number-post/check-field -x drop Subject "*check-list*"\n&/' list/post
finds "a score that lets no post through" "^post: a member's post goes no further: 2\.7\.0 check-field: .*; do what that"
edit '/^dkim-sign/d' list/post; finds "no signature" '^post: nothing signs the post; '
edit '/^munge-from/d' list/post; finds "a tag without munge-from" '^post: the tag breaks the author.s signature'
edit '/^check-loop/d' list/post; finds "no check-loop" '^post: nothing stops a mail loop; '
edit '/^inject/d' list/post; finds "no inject" '^post: no step sends the post to the members; '
edit 's/^dkim-sign.*/dkim-sign -d example.net -s 2026 -k keys\/2026.pem/' list/post
finds "a signature for another domain" '^post:[0-9]+: signs for example\.net, .*; use -d ml\.example\.jp$' 3
edit 's/^dkim-sign/dkim-sign -k keys\/old.pem -s old/' list/post
finds "a second key that is missing" '^keys/old.pem: the key is missing' 2
edit 's/^check-subscriber.*/& no.cdb/' list/post; finds "a second list that is missing" '^no.cdb: is missing; '
edit 's/^add-list-headers/add-footer footer\n&/' list/post
finds "a footer that is missing" '^post: a dry run ends with 75: .*add-footer: there is no file footer'
edit 's/^munge-from.*/&\nstrip-parts .exe/' list/post
finds "parts stripped after munge-from" '^post:[0-9]+: strip-parts may break the author.s signature after munge-from has looked'
edit 's/^tag-subject/& -x/' list/post; finds "a step that does not work" '^post: a dry run ends with 75: .*tag-subject'

# DNS.
edit '/_domainkey/,/)$/d' zone
finds "no key" '^DNS: the key of dkim-sign is not there; publish 2026\._domainkey\.ml\.example\.jp\. IN TXT \( "v=DKIM1; k=rsa; p='
is "the cure is the record that new-list printed" "$(sed 's/.*( \(.*\) )$/\1/' found | tr -d '" ')" \
	"$(sed -n '/_domainkey/,/)$/p' zone.good | tr -d '\n\t "' | sed 's/.*(\(.*\))$/\1/')"
edit 's/p=MII/p=MIJ/' zone; finds "another key" '^DNS: 2026\._domainkey\.ml\.example\.jp is not the key in keys/2026\.pem'
echo '2026._domainkey.ml.example.jp. IN TXT "v=DKIM1; p="' >>zone; finds "two keys" 'has 2 TXT records'
edit '/spf1/d' zone; finds "no SPF" '^DNS: no SPF record; publish ml\.example\.jp\. IN TXT "v=spf1 mx ~all"$'
echo 'ml.example.jp. IN TXT "v=spf1 -all"' >>zone; finds "two SPF records" 'has 2 SPF records, which count as none'
edit 's/~all/+all/' zone; finds "an SPF record for everybody" 'lets everybody in'
edit '/_dmarc/d' zone; finds "no DMARC" '^DNS: no DMARC record, .*; publish _dmarc\.ml\.example\.jp\. IN TXT "v=DMARC1; p=none'
edit 's/_dmarc\.ml/_dmarc/' zone; exits 0 "DMARC of the domain above will do" check-list list; fresh
echo '_dmarc.ml.example.jp. IN TXT "v=DMARC1; p=reject"' >>zone; finds "two DMARC records" 'count as none; leave one'
edit 's/v=DMARC1/v=dmarc1/' zone; finds "a DMARC record that is none" '^DNS: no DMARC record, '
edit 's/p=none; rua=[^"]*/p=all/' zone; finds "a DMARC record that asks for nothing" \
	'^DNS: the DMARC record of ml\.example\.jp counts as none; write p=none'
edit -e 's/_dmarc\.ml/_dmarc/' -e 's/p=none/p=none; sp=all/' -e 's/rua=[^"]*//' zone
finds "one of the domain above" '^DNS: the DMARC record of example\.jp counts as none; '
edit 's/p=none/p=none; adkim=s/' zone; exits 0 "strict alignment with the list's own signature" check-list list; fresh
above() # the domain above signs
{
	edit 's/^dkim-sign.*/dkim-sign -d example.jp -s 2026 -k keys\/2026.pem/' list/post
	edit 's/_domainkey\.ml/_domainkey/' zone
}
above; edit 's/_dmarc\.ml/_dmarc/' zone
exits 0 "a signature of the domain above, which has the record" check-list list; fresh
apart='^DNS: by the DMARC record of example\.jp a signature of example\.jp does not speak for .*; use -d ml\.example\.jp$'
above; edit -e 's/_dmarc\.ml/_dmarc/' -e 's/p=none/p=none; adkim=s/' zone; finds "but not with strict alignment" "$apart"
above; finds "nor with a record of the list's domain alone, which is an organization then" \
	"$(echo "$apart" | sed 's/of example/of ml\\.example/')"
edit '/ MX /d' zone; finds "no MX" '^DNS: nobody knows where to send mail for ml\.example\.jp; '
edit 's/ MX .*/ A 127.0.0.1/' zone; exits 0 "an address will do for an MX" check-list list; fresh
echo '_dmarc.ml.example.jp. SERVFAIL' >>zone
exits 75 "a name server that fails is no verdict" check-list list
is "but told" "$(cat out)" "DNS: nothing is known about the TXT records of _dmarc.ml.example.jp: the server failed; try again later"
edit '/_dmarc/d' zone
echo '_dmarc.jp. SERVFAIL' >>zone
exits 75 "nor is one that fails further up" check-list list
is "which is told, too" "$(cat out)" \
	"DNS: nothing is known about DMARC records above ml.example.jp: no answer that says yes or no; try again later"
fresh
exits 75 "a name server that is away" env DNS=127.0.0.1:1 check-list list
is "is told for each question" "$(grep -c '^DNS: nothing is known about .*: no answer came in time; ' out)" "$(wc -l <out)"
exits 75 "DNS that is no address" env DNS=localhost check-list list

# Mail server.
edit '/^transport_maps/d' postfix/main.cf
finds "no route" '^Postfix: mail for orch@ml\.example\.jp does not come to the list; '
edit 's/(-.+)?//' postfix/tutti; finds "the other addresses without a route" '^Postfix: mail for orch-owner@' 3
grep '/  tutti:$' told >postfix/tutti
edit '/_limit/d' postfix/main.cf; finds "no limit" 'write tutti_destination_recipient_limit = 1 into main\.cf$'
edit 's/user=/flags=Rq user=/' postfix/master.cf; finds "flags=q" 'take the q out$'
edit 's/user=[a-z]*/user=games/' postfix/master.cf; finds "another user" "write user=$user\$"
: >postfix/master.cf; finds "no service" '^Postfix: there is no service tutti in master\.cf'
edit -e '/^transport_maps/d' -e "s|^alias_maps.*|alias_maps = regexp:$T/aliases|" postfix/main.cf
sed -n '/"|\//p' told >aliases
settle
exits 0 "the aliases that new-list prints will do" check-list list
fresh
edit 's/^inject/inject -t smtp:127.0.0.1:1/' list/post; finds "nobody at the other end" '^post:[0-9]+: .*127\.0\.0\.1'
edit 's/^inject/inject -t pigeon/' list/post; finds "an unknown transport" '^post: a dry run of inject ends with 75: .*pigeon'

exits 75 "no folder" check-list nowhere
says "is named" '^4\.3\.0 check-list: cannot enter the folder nowhere: '
exits 75 "usage" check-list
exits 75 "an unknown option" check-list -x list
exits 75 "a full disk under standard output" sh -c 'check-list list >/dev/full'
exits 0 "help" check-list --help

exec 3>&-
wait
finish
