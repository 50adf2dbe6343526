#!/bin/sh
# count-bounce: who is meant by a bounce, when a probe goes out, and when a member gets no more mail.
# shellcheck disable=SC1091,SC2154,SC2016,SC2317,SC2119,SC2120 # known with -x; functions are called through exits
#
# The forms of reports themselves are in tests/unit/bounce_text.c and dsn.c.
. "$(dirname "$0")/lib.sh"

LIST=orch@ml.example.jp
export LIST
mkdir "$T/kept"

# A list in $T/list; $1 is what the stand-in for the mail server ends with.
fresh()
{
	cd / || exit 1
	rm -rf "$T/list" "$T/kept"
	mkdir "$T/list" "$T/kept"
	cd "$T/list" || exit 1
	printf 'anne@example.org\nbob@example.org s=skip\nCarol@Example.net\n' >members
	printf 'owner@example.com\n' >owners
	build-list members.cdb
	build-list owners.cdb
	printf '%s\n' "LIST=$LIST" 'LIST_NAME="東京"' "KEEP=$T/kept" "CODE=${1:-0}" "SAY=\"${2-}\"" \
		"QMAILQUEUE=$here/qmail-queue" 'inject -t qmail -r' >answer
	printf 'LIST=%s\ncount-bounce members.cdb\n' "$LIST" >./return
}

# A report about $1 with status $2 and words $3; the mail differs by $4.
report()
{
	printf '%s\n' 'From: MAILER-DAEMON@mx.example.org' 'Subject: Returned mail' "Message-ID: <${4-1}@mx.example.org>" \
		'Content-Type: multipart/report; report-type=delivery-status; boundary=b' '' --b \
		'Content-Type: message/delivery-status' '' 'Reporting-MTA: dns; mx.example.org' '' \
		"Final-Recipient: rfc822; $1" 'Action: failed' "Status: $2" "Diagnostic-Code: smtp; $3" '' --b-- >"$T/mail"
}
gone() { report "$1" 5.1.1 '550 5.1.1 no such user' "${2-1}"; }
bounce() ( EXTENSION=$1; export EXTENSION; shift; count-bounce "$@" members.cdb <"$T/mail" )
states() { find bounces -type f -path '*/??/*' 2>/dev/null | wc -l; }
state() { cat bounces/??/* 2>/dev/null; }
# So many days pass: those in the files are set back.
pass_days()
{
	find bounces -type f -path '*/??/*' | while read -r f; do
		perl -MTime::Local -MPOSIX=strftime -pi -e "
			s/(\d{4})-(\d\d)-(\d\d)/strftime('%Y-%m-%d', gmtime(timegm(0, 0, 0, \$3, \$2 - 1, \$1) - $1 * 86400))/e;
			s/^(PROBED?|OFF)=(\d+)/\$1 . '=' . (\$2 - $1 * 86400)/e" "$f"
	done
}
tokens() { find pending -type f -name '??????????????????????????' | wc -l; }
mails() { find "$T/kept" -name 'message.*' | wc -l; }
forget_mails() { rm -f "$T"/kept/*; }
unset EXTENSION

# Only to be told.
cd "$T" || exit 1
gone anne@example.org
exits 0 '-n' count-bounce -n <"$T/mail"
is '-n: address, class and status' "$(cat "$T/out")" "$(printf 'anne@example.org\tpermanent\t5.1.1')"
exits 0 '-n with VERP' env EXTENSION=12-foo..bar=docomo.ne.jp count-bounce -n <"$T/mail"
is '-n with VERP: whose copy it was' "$(cat "$T/out")" "$(printf '"foo..bar"@docomo.ne.jp\tpermanent\t5.1.1')"
report anne@example.org 5.7.1 '550 5.7.1 refused by the DMARC policy of example.com'
exits 0 '-n, DMARC' count-bounce -n <"$T/mail"
is '-n, DMARC: policy' "$(cat "$T/out")" "$(printf 'anne@example.org\tpolicy\t5.7.1')"
printf 'From: anne@example.org\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nUser unknown.\n' >"$T/mail"
exits 0 '-n, a holiday reply' env EXTENSION=12-anne=example.org count-bounce -n <"$T/mail"
is '-n, a holiday reply: nothing' "$(cat "$T/out")" ''
gone anne@example.org
exits 75 '-n >/dev/full' sh -c 'count-bounce -n <"$1" >/dev/full' - "$T/mail"
exits 75 'a closed stdin' count-bounce -n <&-
exits 100 'no message' count-bounce -n </dev/null
exits 75 'no list' count-bounce <"$T/mail"
says 'usage' 'usage: count-bounce'
for o in -Z '-b 0' '-b x' '-d 0' '-d 401' '-r 0'; do
	# shellcheck disable=SC2086 # two words
	exits 75 "an option: $o" count-bounce $o members.cdb <"$T/mail"
done
exits 0 'help' count-bounce --help
is 'none of this leaves anything' "$(find . -name 'bounces*')" ''

# Counting.
fresh
gone anne@example.org
exits 0 'a bounce' bounce 12-anne=example.org
is 'says nothing' "$(cat "$T/out" "$T/err")" ''
is 'is counted' "$(state)" "ADDRESS=anne@example.org
BOUNCE=$(date -u +%Y-%m-%d) permanent 5.1.1 550 5.1.1 no such user"
for i in 1 2 3; do bounce 12-anne=example.org; gone anne@example.org $i; done
is 'once a day' "$(state | grep -c BOUNCE)" 1
report anne@example.org 5.7.1 'spam'
bounce 12-anne=example.org
report anne@example.org 4.4.1 'timed out'
bounce 12-anne=example.org
is 'a class beside the other' "$(state | sed -n 's/^BOUNCE=[^ ]* \([a-z]*\).*/\1/p' | tr '\n' ' ')" \
	'permanent policy temporary '
gone carol@example.net
exits 0 'without VERP' bounce ''
is 'the report says who' "$(states)" 2
gone dora@example.org
exits 0 'no member' bounce 12-dora=example.org
exits 0 'no member, in the report alone' bounce ''
gone bob@example.org
exits 0 'a member who gets no mail' bounce 12-bob=example.org
exits 0 'the report is about another' bounce 12-../../x=example.org
is 'count nothing' "$(states)" 2
mv members.cdb away
exits 75 'members.cdb is missing' bounce 12-anne=example.org
mv away members.cdb
exits 75 'no LIST' env -u LIST count-bounce members.cdb <"$T/mail"
everything . >"$T/before"
gone anne@example.org
exits 0 'a dry run' env DRY_RUN=1 EXTENSION=1-carol=example.net count-bounce -b 1 -k bounces members.cdb <"$T/mail"
everything . >"$T/after"
same 'a dry run touches nothing' "$T/after" "$T/before"
printf 'From: anne@example.org\nSubject: hello\n\nis this the list?\n' >"$T/mail"
exits 0 'no report' bounce 12-anne=example.org
is 'no report: gone' "$(find bounces/new -type f 2>/dev/null | wc -l)" 0
for i in 1 2; do exits 0 '-k' bounce 12-anne=example.org -k bounces; done
is '-k: kept once' "$(find bounces/new -type f | wc -l)" 1
is 'no mail was written' "$(mails)" 0

# A report about an address that the list does not know; the sender is as Courier writes it.
fresh
echo anne-marie@example.org >>members
build-list members.cdb
gone elsewhere@example.com
exits 0 "the sender as Courier's VERP has it" bounce 12-anne+2Dmarie=example.org
is 'says whose copy it was' "$(state | sed -n 's/^ADDRESS=//p')" anne-marie@example.org
fresh
echo anne-marie@example.org >>members
echo bob@example.net >>members
build-list members.cdb
gone bob@example.net
exits 0 "whose mail goes on to another member's address" bounce 12-anne+2Dmarie=example.org
is 'is counted, not that one' "$(state | sed -n 's/^ADDRESS=//p')" anne-marie@example.org

# Five days of fourteen, and a probe.
fresh
for i in 1 2 3 4; do gone anne@example.org $i; bounce $i-anne=example.org; pass_days 3; done
is 'four days' "$(state | grep -c BOUNCE) $(mails)" '4 0'
gone anne@example.org 5
exits 0 'the fifth day, of thirteen' bounce 5-anne=example.org
is 'a probe' "$(mails)" 1
token=$(sed -n 's/^Forch-return-p-\([a-z2-7]*\)@.*/\1/p' "$T/kept/envelope.1")
is 'from an address with a token, to the member' "$(tr '\n' ' ' <"$T/kept/envelope.1")" \
	"Forch-return-p-$token@ml.example.jp Tanne@example.org  "
is 'the token' "$(sed '/^EXPIRES/d' "pending/$token")" "$(printf 'ACTION=probe\nADDRESS=anne@example.org\nARGUMENT=')"
ok 'From, To, Auto-Submitted' sh -c "grep -q '^From: .*<orch-owner@ml.example.jp>\$' '$T/kept/message.1' &&
	grep -qx 'To: anne@example.org' '$T/kept/message.1' && grep -qx 'Auto-Submitted: auto-generated' '$T/kept/message.1'"
is 'is noted' "$(state | sed -n 's/^PROBED=[0-9]*//p')" " $token"
exits 0 'the same mail once more' bounce 5-anne=example.org
for i in 1 2 3 4; do pass_days 1; gone anne@example.org $i; bounce $i-anne=example.org; done
is 'and four days' "$(mails)" 1
pass_days 1
bounce 6-anne=example.org
is 'sends no other probe; the fifth does' "$(mails) $(tokens)" '2 2'
fresh
for i in 1 2 3 4 5; do gone anne@example.org $i; bounce $i-anne=example.org; pass_days 4; done
is 'five days of seventeen: no probe' "$(mails)" 0
for i in 1 2 3 4 5 6; do report anne@example.org 5.7.1 spam; bounce $i-anne=example.org; pass_days 1; done
is 'six days of policy: no probe' "$(mails)" 0

fresh
gone anne@example.org
exits 0 'a probe in Japanese' env LANGUAGE=ja EXTENSION=1-anne=example.org count-bounce -b 1 members.cdb <"$T/mail"
is 'its text' "$(python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m["Subject"], m.get_content().splitlines()[0])' "$T/kept/message.1")" \
	'orch@ml.example.jp: メールが届いていません メーリングリスト orch <orch@ml.example.jp> から'

# The mail server is away for a while.
fresh 81
gone anne@example.org
exits 75 'a probe that can not be sent' bounce 1-anne=example.org -b 1
says 'says so' '^4\.3\.0 count-bounce: a probe could not be sent: 4\.'
is 'is noted' "$(state | grep -c ^PROBE=)" 1
sed -i 's/^CODE=.*/CODE=0/' answer
forget_mails
exits 0 'the next try' bounce 1-anne=example.org -b 1
is 'sends it' "$(mails) $(state | grep -c ^PROBED=)" '1 1'
is 'with one token' "$(tokens)" 1

# The probe comes back.
fresh
gone anne@example.org
bounce 1-anne=example.org -b 1
token=$(sed -n 's/^Forch-return-p-\([a-z2-7]*\)@.*/\1/p' "$T/kept/envelope.1")
forget_mails
report anne@example.org 5.7.1 'spam'
exits 0 'refused by policy' bounce "p-$token"
report anne@example.org 4.2.2 'mailbox full'
exits 0 'refused for now' bounce "p-$token"
printf 'From: anne@example.org\nSubject: Re: orch: mail to you has come back\n\nI can read it.\n' >"$T/mail"
exits 0 'answered' bounce "p-$token"
gone anne@example.org p
exits 0 'another token' bounce p-aaaaaaaaaaaaaaaaaaaaaaaaaa
exits 0 'no token' bounce p-../../../x
sed -i 's/^ACTION=.*/ACTION=subscribe/' "pending/$token"
exits 0 'a token for something else' bounce "p-$token"
sed -i 's/^ACTION=.*/ACTION=probe/' "pending/$token"
cp "pending/$token" "$T/token"
sed -i 's/^EXPIRES=.*/EXPIRES=1/' "pending/$token"
exits 0 'an old token' bounce "p-$token"
cp "$T/token" "pending/$token"
is 'changes nothing' "$(grep anne members)" anne@example.org
exits 0 'in a dry run' env DRY_RUN=1 EXTENSION="p-$token" count-bounce members.cdb <"$T/mail"
is 'nothing is changed either' "$(grep anne members) $(mails)" 'anne@example.org 0'
exits 0 'refused' bounce "p-$(echo "$token" | tr '[:lower:]' '[:upper:]')"
is 'switches the member off' "$(list-members members.cdb)" \
	"$(printf 'anne@example.org s=bounced\nbob@example.org s=skip\nCarol@Example.net')"
is 'is told to the owner, from nobody' "$(tr '\n' ' ' <"$T/kept/envelope.1")" 'F Towner@example.com  '
ok 'with the words of the report' grep -q '550 5.1.1 no such user' "$T/kept/message.1"
is 'is noted' "$(state | grep -c ^OFF=)" 1
exits 0 'the same mail again' bounce "p-$token"
is 'does no harm' "$(mails) $(grep -c s=bounced members)" '1 1'
change-members members unset anne@example.org s
gone anne@example.org q
exits 0 'another mail with that token' bounce "p-$token"
is 'does nothing' "$(grep anne members)" anne@example.org
exits 0 'a bounce of one who is back' bounce 7-anne=example.org
is 'he is no longer off' "$(state | grep -c ^OFF=)" 0
fresh
gone anne@example.org
bounce 1-anne=example.org -b 1
token=$(sed -n 's/^Forch-return-p-\([a-z2-7]*\)@.*/\1/p' "$T/kept/envelope.1")
change-members members set anne@example.org s=off
exits 0 'the probe of one who wanted no mail meanwhile' bounce "p-$token"
is 'leaves him as he wanted it, and tells nobody' "$(grep anne members) $(mails)" 'anne@example.org s=off 1'

# The mail server refuses the probe on the spot.
fresh 82 'Dtoo much mail from you'
gone anne@example.org
exits 0 'a probe that is refused' bounce 1-anne=example.org -b 1
is 'a probe that is refused for no reason of the member has not failed' "$(grep -c s=bounced members)" 0
fresh 82 'D5.1.1 no such user here'
gone anne@example.org
exits 0 'a probe that is refused' bounce 1-anne=example.org -b 1
is 'a probe that is refused has failed' "$(grep -c s=bounced members)" 1

# Cron.
fresh
printf "$(date +%s) x %s\n" 'anne@example.org 550 5.1.1 no such user' 'dora@example.org 550 5.1.1 no' \
	'carol@example.net 450 4.2.1 no' 'x' >"$T/refused"
mkdir bounces
cp "$T/refused" bounces/refused
cd / || exit 1
exits 0 '-C' env -u LIST count-bounce -C "$T/list" members.cdb
cd "$T/list" || exit 1
is '-C: what was refused on the spot' "$(state | sed 's/=[-0-9]* /= /')" "ADDRESS=anne@example.org
BOUNCE= permanent 5.1.1 550 5.1.1 no such user
ADDRESS=carol@example.net
BOUNCE= temporary 4.2.1 450 4.2.1 no"
is '-C: once' "$(find bounces -maxdepth 1 -type f)" ""
cp "$T/refused" bounces/refused.counted
exits 0 '-C: one was killed' count-bounce -C . -b 1 members.cdb
is '-C: a probe' "$(mails)" 1
token=$(sed -n 's/^Forch-return-p-\([a-z2-7]*\)@.*/\1/p' "$T/kept/envelope.1")
gone anne@example.org p
bounce "p-$token"
forget_mails
pass_days 59
exits 0 '-C: off for 59 days' count-bounce -C . members.cdb
is '-C: is still there' "$(grep -c anne members) $(mails)" '1 0'
pass_days 1
exits 0 '-C: off for 60 days' count-bounce -C . members.cdb
is '-C: is removed' "$(list-members members.cdb)" "$(printf 'bob@example.org s=skip\nCarol@Example.net')"
is '-C: and the owner is told' "$(tr '\n' ' ' <"$T/kept/envelope.1") $(grep -c '^    anne@example.org$' "$T/kept/message.1")" \
	'F Towner@example.com   1'
exits 0 '-C: later' count-bounce -C . members.cdb
is '-C: nothing is left of it' "$(states)" 0

# A probe that the mail server won't take now.
fresh
cat >"$T/not-anne" <<'END'
#!/bin/sh
# Takes mail for everybody but anne, as qmail-queue(8) says 451.
exec 3<&1
tr '\0' ' ' <&3 >"$KEEP/envelope"
grep -q Tanne "$KEEP/envelope" || exec "$TAKES" <&0 1<"$KEEP/envelope"
printf 'Z450 4.1.2 domain not found' >&6
exit 71
END
chmod +x "$T/not-anne"
sed -i "s,^QMAILQUEUE=.*,TAKES=$here/qmail-queue\nQMAILQUEUE=$T/not-anne," answer
mkdir bounces
now=$(date +%s)
printf "$now x %s\n" 'anne@example.org 550 5.1.1 no such user' 'carol@example.net 550 5.1.1 no such user' >bounces/refused
exits 75 '-C: a probe that must wait' count-bounce -C . -b 1 members.cdb
says 'says so' '^4\.3\.0 count-bounce: 1 of 2 probes could not be sent, the next run tries again: 4'
is 'the others are counted and go out' "$(states) $(state | grep -c ^PROBED=) $(mails)" '2 1 1'
exits 75 'the next run' count-bounce -C . -b 1 members.cdb
is 'tries it alone' "$(mails) $(tokens)" '1 2'
change-members members set bob@example.org s=bounced
key=$(printf bob@example.org | sha256sum | cut -c 1-32)
mkdir -p "bounces/${key%??????????????????????????????}"
printf 'ADDRESS=bob@example.org\nOFF=%s\n' $((now - 5184001)) >"bounces/${key%??????????????????????????????}/$key"
exits 75 'a run with a removal' count-bounce -C . -b 1 members.cdb
is 'removes all the same' "$(grep -c bob members)" 0
pass_days 14
exits 0 'after fourteen days' count-bounce -C . -b 1 members.cdb
is 'it is given up' "$(state | grep -c ^PROBE=) $(mails)" '1 2'

# The tokens of others are no limit.
fresh
mkdir pending
perl -e 'for (1 .. 10000) { my $n = sprintf("%026d", $_); $n =~ tr/0-9/a-j/; open(F, ">", "pending/$n") or die;
	print F "ACTION=probe\nADDRESS=x\@example.org\nEXPIRES=9999999999\n"; close(F) or die }'
gone anne@example.org
exits 0 'among ten thousand tokens' bounce 1-anne=example.org -b 1
is 'a probe goes out' "$(mails) $(state | grep -c ^PROBED) $(state | grep -c ^BOUNCE)" '1 1 1'
exits 75 '-C: no such folder' count-bounce -C "$T/none" members.cdb

# Reports as the world writes them, which are not ours to hand on: beside the project, where they are there.
: "${SHARED:=$here/../../shared}"
if [ -d "$SHARED/bounces/reports" ]; then
	for f in "$SHARED"/bounces/*/*.eml; do
		name=${f##*/}
		sed -e '1{/^From /d}' -e 's/\r$//' "$f" | count-bounce -n | sed "s/^/${name%.eml}	/"
	done >"$T/found" 2>"$T/err"
	is 'real reports: none ends badly' "$(cat "$T/err")" ''
	awk -F '\t' -v OFS='\t' 'NR == FNR && !/^#/ { if ($3 == "?") unsure[$1]; else good[$1, tolower($2)] }
		NR != FNR && $2 != "" && $3 == "permanent" && !($1 in unsure) { if (($1, tolower($2)) in good) found[$1, tolower($2)]; else wrong[$1] }
		END { for (i in good) { all++; if (i in found) hits++; else { split(i, w, SUBSEP); print "# missed: " w[1] " " w[2] } }
			for (i in wrong) { others++; print "# wrong: " i }
			printf "# recall %.1f %%, precision %.1f %%\n", 100 * hits / all, 100 * hits / (hits + others)
			exit !(hits >= 0.98 * all) }' "$here/data/bounces.expected" "$T/found" >"$T/score"
	is 'real reports: at least 98 in 100 failures found, with the right address' $? 0
	cat "$T/score"
	cut -f 1,3 "$T/found" | grep permanent | cut -f 1 >"$T/counted"
	is 'real autoreplies, complaints and others: none counts' \
		"$(for f in "$SHARED"/bounces/not-bounces/*.eml "$SHARED"/bounces/reports/arf-*.eml; do
			name=${f##*/} && echo "${name%.eml}"
		done | grep -xFf - "$T/counted")" ''
else
	pass 'real reports # SKIP there are none in ../shared/bounces'
fi
finish
