#!/bin/sh
# dmarc-summary: two domains whose numbers were added by hand, whatever else may stand in the tables, and the same
# numbers as HTML in a real browser.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
mkdir dmarc-reports && ln -s dmarc-reports reports

first_line='begin	end	reporter	report_id	record	source_ip	count	disposition	dkim	spf	header_from	envelope_from	dkim_results	spf_results	reason	comment'
table() { [ -e "reports/$1" ] || echo "$first_line" >"reports/$1"; cat >>"reports/$1"; }
# rows DOMAIN: lines of DAY ADDRESS COUNT DISPOSITION DKIM SPF [RESULT of a signature of the domain], into its tables.
rows()
{
	while read -r day address n disposition dkim spf result; do
		printf '%sT00:00:00Z\t%sT23:59:59Z\tr.example\t1\t1/1\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t-\t-\t-\n' "$day" "$day" \
			"$address" "$n" "$disposition" "$dkim" "$spf" "$1" "$1" "${result:-pass} d=$1 s=a" |
			table "$1.${day%-*}.tsv"
	done
}
summary() { dmarc-summary -s 2024-09-30 -u 2024-11-24 "$@"; }

# ---- Nothing yet

exits 0 "no report yet" dmarc-summary
is "says so, and where they come from" "$(cat out)" "No report has come yet. Receivers send one a day, to the address after rua= in
the DMARC record."
is "without a word on standard error" "$(cat err)" ""
exits 0 "none of a domain" dmarc-summary -d ml.example.jp reports
is "says so" "$(cat out)" "There is no report about ml.example.jp."
exits 75 "no folder" dmarc-summary nowhere
says "says so" '^4\.3\.0 dmarc-summary: cannot enter the folder nowhere: No such file'
mkdir reports/unread && touch reports/unread/a reports/unread/a.why reports/unread/b.why
exits 0 "mail that dmarc-report could not read" dmarc-summary
is "is told" "$(tail -n 1 out)" "2 mails could not be read: see the folder unread."
rm -r reports/unread

# ---- Two domains
# 2024-11-11 and 2024-11-18 are Mondays. 192.0.2.x and 2001:db8::25 are ours, 203.0.113.40 passes on and spoils some,
# 203.0.113.99 spoils all; 198.51.100.x are strangers. The last two rows are of another time.

rows ml.example.jp <<'END'
2024-10-30 192.0.2.25 1000 none pass pass
2024-10-31 203.0.113.40 40 none pass fail
2024-11-03 203.0.113.40 2 none fail fail fail
2024-11-11 192.0.2.25 200 none pass pass
2024-11-11 192.0.2.26 30 none fail pass
2024-11-17 2001:db8::25 300 none pass pass
2024-11-18 198.51.100.7 50 reject fail fail none
2024-11-19 198.51.100.8 20 quarantine fail fail none
2024-11-20 198.51.100.9 8 none fail fail neutral
2024-11-21 198.51.100.10 4 reject fail fail none
2024-11-21 198.51.100.10 1 none fail fail none
2024-11-24 203.0.113.99 6 none fail fail fail
2024-11-24 192.0.2.25 - none pass pass
2024-11-25 192.0.2.25 5000 none fail fail
2024-09-29 192.0.2.25 5000 none fail fail
END
rows ant.example <<'END'
2024-11-24 192.0.2.25 1 none pass fail
END
cat >want <<'END'
ant.example                                             2024-11-24 to 2024-11-24
100.0% of 1 message passes. None fails.

week from   messages    fail    pass
2024-11-18         1       0  100.0%  ==============================

  messages    fail  from
         1       0  192.0.2.25
                    forwarder or list: your signature holds on the way, nothing
                    to do. A host of yours? Add it to the SPF record.


ml.example.jp                                           2024-10-30 to 2024-11-24
94.5% of 1,661 messages pass. 91 fail: none from hosts of yours, 2 by way of
forwarders or lists, 89 from strangers.

week from   messages    fail    pass
2024-10-28     1,042       2   99.8%  =============================x
...
2024-11-11       530       0  100.0%  ===============
2024-11-18        89      89    0.0%  xxx

  messages    fail  from
     1,200       0  192.0.2.25
                    ours: nothing to do.
       300       0  2001:db8::25
                    ours: nothing to do.
        50      50  198.51.100.7
                    stranger: no host of yours? Then all is well: receivers
                    refused it or put it aside.
        42       2  203.0.113.40
                    forwarder or list: 2 were changed on the way and lost your
                    signature; only whoever runs it can mend that.
        30       0  192.0.2.26
                    ours: 30 pass by SPF alone and will fail where mail is
                    forwarded: sign all that leaves there.
        20      20  198.51.100.8
                    stranger: no host of yours? Then all is well: receivers
                    refused it or put it aside.
         8       8  198.51.100.9
                    stranger: seems to be yours, changed on the way by a list or
                    forwarder; a policy of reject loses it.
         6       6  203.0.113.99
                    stranger: as above.
         5       5  198.51.100.10
                    stranger: a host of yours? Add it to the SPF record, and let
                    it sign. No? A policy of reject stops it.
END
exits 0 "two domains" summary
same "as added by hand" out want
is "without a word on standard error" "$(cat err)" ""
everything dmarc-reports >before
exits 0 "DIR named" summary reports
same "is the same" out want
everything dmarc-reports >after
same "nothing is touched" after before
exits 0 "one domain" summary -d ML.example.jp
sed -n '/^ml\.example\.jp/,$p' want >one
same "is its part" out one

# ---- From and to

exits 0 "a month" dmarc-summary -d ml.example.jp -s 2024-11 -u 2024-11-17
is "of days that count" "$(sed -n '1,2p; /^2024/p' out | tr -s ' =x' | tr '\n' '/')" \
"ml.example.jp 2024-11-03 to 2024-11-17/99.6% of 532 messages pass. 2 fail: none from hosts of yours, 2 from strangers./\
2024-10-28 2 2 0.0% x/2024-11-11 530 0 100.0% =/"
exits 0 "two weeks" dmarc-summary -d ml.example.jp -s 2w -u 2024-11-24
is "begin on Monday" "$(sed -n 1p out | tr -s ' ')" "ml.example.jp 2024-11-11 to 2024-11-24"
exits 0 "three days" dmarc-summary -d ml.example.jp -s 3d -u 2024-11-22
is "end with that day" "$(sed -n 1p out | tr -s ' ')" "ml.example.jp 2024-11-20 to 2024-11-21"
exits 0 "a time without mail" dmarc-summary -d ant.example -s 2024-10 -u 2024-11-01
is "is told" "$(cat out)" "ant.example
No mail is reported since 2024-10-01."
exits 0 "until today" dmarc-summary -d ant.example -s 2024-10
is "a silence is told" "$(tail -n 2 out)" "No report is about a day after 2024-11-24: does mail still come in at the
address after rua= in the DMARC record?"
exits 0 "few sources" summary -d ml.example.jp -n 4
is "those with the most mail, and with the most that fails" "$(sed -n '/ from$/,$p' out | grep '^ *[0-9]' | tr -s ' ' | tr '\n' ,)" \
	" 1,200 0 192.0.2.25, 300 0 2001:db8::25, 50 50 198.51.100.7, 20 20 198.51.100.8, 91 21 5 more sources,"

# ---- Whose a source is

exits 0 "hosts that we call ours" summary -d ml.example.jp -o 198.51.100.8/29 -o 203.0.113.40
is "count as ours" "$(sed -n 2,3p out)" "94.5% of 1,661 messages pass. 91 fail: 35 from hosts of yours, 56 from
strangers."
is "and have something to mend" "$(sed -n '/203\.0\.113\.40/,/:/{//!p}; / 198\.51\.100\.8$/,+2p' out)" \
"        20      20  198.51.100.8
                    ours: 20 fail: add this host to the SPF record, and sign all
                    that leaves there."

cat >zone <<'END'
25.2.0.192.in-addr.arpa. IN PTR mx1.example.jp.
26.2.0.192.in-addr.arpa. IN PTR mx2.example.jp.
5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. IN PTR MX1.example.jp.
40.113.0.203.in-addr.arpa. IN PTR mail-ej1-f41.forwarder.co.jp.
99.113.0.203.in-addr.arpa. IN PTR <b>.example.
7.100.51.198.in-addr.arpa. IN PTR mx1.example.jp.
8.100.51.198.in-addr.arpa. SERVFAIL
mx1.example.jp. IN A 192.0.2.25
mx1.example.jp. IN AAAA 2001:db8::25
mx2.example.jp. IN A 192.0.2.26
mail-ej1-f41.forwarder.co.jp. IN A 203.0.113.40
END
# shellcheck source=tests/dns.sh
. "$here/dns.sh"
exits 0 "names of networks" dmarc-summary -r -s 2024-09-30 -u 2024-11-24 -d ml.example.jp
is "put addresses together; a name that does not have the address is none" \
	"$(sed -n '/ from$/,$p' out | grep '^ *[0-9]' | tr -s ' ' | tr '\n' ,)" \
" 1,530 0 example.jp (3 addresses), 50 50 198.51.100.7, 42 2 forwarder.co.jp (203.0.113.40), 20 20 198.51.100.8,\
 8 8 198.51.100.9, 6 6 203.0.113.99, 5 5 198.51.100.10,"
exits 75 "a DNS= that is none" env DNS=nowhere dmarc-summary -r -s 2024-11 -u 2024-11-24

# What README shows is true, as long as that is there.
"$here/dmarc-sample" sample
cp sample/zone zone
exits 0 "the sample" dmarc-summary -r -s 2026-09-28 -u 2026-11-22 sample
exec 3>&-
sed -n '/^ml\.example\.jp  /,/^Here/p' "$here/../README" | head -n -2 >shown
same "is what README shows" out shown

# ---- What strangers may write, and what only a broken disk would

cp -R dmarc-reports hostile
{
	printf '2024-11-24T00:00:00Z\t-\t\033[2J\033]0;x\007\t<script>alert(1)</script>\t1/1\t\033[31m\t1\tnone\tpass\tpass\ta\ta\t-\t-\t-\t-\n'
	printf '2024-11-24T00:00:00Z\t-\t-\t-\t1/1\t<b>\t1\tnone\tpass\tpass\ta\ta\t-\t-\t-\t-\n'
	printf '2024-11-24T00:00:00Z\t-\t-\t-\t1/1\t192.0.2.25\t99999999999999999999999\tnone\tpass\tpass\ta\ta\t-\t-\t-\t-\n'
	printf '2024-11-24T00:00:00Z\t-\t-\t-\t1/1\t192.0.2.25\t1\tnone\tpass\tpass\ta\ta\t-\t-\t-\t-\t-\n'
	printf '\000\n'
	printf '2024-11-24T00:00:00Z\t-\t'; head -c 70000 /dev/zero | tr '\0' x; printf '\t1\n'
	printf '2024-11-24T00:00:00Z\t-\t-\t-\t1/1\t192.0.2.25\t1000'
} >>hostile/ml.example.jp.2024-11.tsv
n=$(($(wc -l <reports/ml.example.jp.2024-11.tsv) + 1))
printf 'begin\tend\n' >hostile/other.example.2024-11.tsv
: >hostile/new.example.2024-11.tsv
for name in 'x<b>' "$(printf 'x\033[2J')" X .. ; do cp reports/ant.example.2024-11.tsv "hostile/$name.2024-11.tsv"; done
mkdir hostile/unread && touch 'hostile/unread/<b>.why'
exits 0 "hostile tables" summary hostile
sed -n '1,/^$/p; /^ml\.example\.jp/,$p' out | sed -n '/^ml/,/^other/p' | sed '/^new/,$d' >got
sed -n '/^ml\.example\.jp/,$p' want >one
printf '\n\n' >>one
same "change no number" got one
is "and are told" "$(tail -n 5 out)" "ml.example.jp.2024-11.tsv: 6 lines are damaged and left out, the first of them
line $n.
other.example.2024-11.tsv is no table of dmarc-report: its first line is
another.
1 mail could not be read: see the folder unread."
is "nothing in it is for a terminal" "$(tr -d '\n -~' <out | od -An -c)" ""
is "nor too wide for it" "$(awk 'length > 80' out)" ""
label=$(printf '%063d' 0 | tr 0 a)
long=$label.$label.$label.example
rows "$long" <<'END'
2024-11-24 2001:db8:1234:1234:1234:1234:1234:1234 999999999999 none pass pass
2024-11-24 2001:db8:1234:1234:1234:1234:1234:1234 999999999999 none fail fail
END
exits 0 "a long name, large numbers" summary -d "$long"
is "are not too wide either" "$(awk 'length > 80' out)" ""
is "and whole" "$(head -n 4 out | tr -d '\n')" "$long$(printf '%80s' '2024-11-24 to 2024-11-24')"
summary -f html -d "$long" >long.html
rm "reports/$long.2024-11.tsv"

# ---- The same as HTML

exits 0 "HTML" summary -f html hostile
mv out page.html
is "without a word on standard error" "$(cat err)" ""
is "with nothing of what strangers wrote" "$(grep -c -e alert -e '<b>[^0-9a-z]' page.html)" 0
is "no script, nothing from elsewhere" "$(grep -ciE '<script|<link|<img|@import|url\(|https?:| on[a-z]+=' page.html)" 0
ok "it says so itself" grep -q "Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"" page.html
summary hostile | sed 's/^\(2024.*%\)  *[=x]*$/\1/' | xargs >words
"$here/browser" page.html >seen 2>err
case $? in
0)
	is "a browser has nothing to say" "$(grep -E '^(request|console)' seen)" ""
	is "and no script to run" "$(sed -n 's/^script //p' seen)" 0
	is "nothing is wider than the window, of a telephone either, nor than A4" "$(grep -c '^overflow .* 0$' seen)" 5
	is "all can be read, in the light, in the dark and printed" "$(awk '$1 == "contrast" && $4 >= 4.5' seen | wc -l)" 5
	is "and the dark is dark, and paper white" "$(sed -n 's/^paper //p' seen | tr '\n' ,)" \
		"light rgb(253, 252, 249),dark rgb(25, 26, 28),print rgb(255, 255, 255),"
	is "where the bars and their keys keep their colours" "$(sed -n 's/^inked //p' seen)" "$((5 + 6 + 2 * 2))"
	ok "a PDF is made of it" grep -qE '^pages [1-4]$' seen
	is "a bar for each day with mail that passes, and that fails" "$(sed -n 's/^bars //p' seen)" "5 6"
	sed -n 's/^words //p' seen >got
	same "the words and numbers are those of the text" got words
	"$here/browser" long.html >seen 2>err
	is "a long name and large numbers make no page wider than its window" "$(grep -c '^overflow .* 0$' seen)" 5 ;;
2) count=$((count + 1)) && echo "ok $count # SKIP there is no chromium" ;;
*) fail "a browser" "$(tail -n 3 err)" ;;
esac

# ---- Mistakes

for bad in '-f pdf' '-s yesterday' '-s 2024-13' '-u 8w' '-s 2024-11-25 -u 2024-11-24' '-d ../x' '-o 192.0.2.1/24' '-o mx.example' \
	'-n 0' '-n x' '-n 10001' '-x' 'reports reports'; do
	# shellcheck disable=SC2086 # words
	exits 75 "$bad" dmarc-summary $bad
	says "shows the usage" '^4\.3\.5 dmarc-summary: usage: dmarc-summary'
done
exits 0 "--help" dmarc-summary --help
dmarc-summary >/dev/full 2>err
is "/dev/full is 75" "$?" 75
says "and says so" '^4\.3\.1 dmarc-summary: cannot write standard output'
exits 75 "a closed stdout is 75" sh -c 'exec dmarc-summary >&-'
exits 0 "a closed stdin does not matter" sh -c 'exec dmarc-summary <&-'
mkdir reports/ml.example.jp.2024-12.tsv
exits 75 "a folder in the place of a table" summary -u 2024-12-24
mkfifo reports/ml.example.jp.2024-08.tsv
exits 75 "a fifo" timeout 10 dmarc-summary -s 2024-08 -u 2024-11-24
finish
