#!/bin/sh
# check-post: the limits that an owner sets for posts.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
LIST=orch@ml.example.jp
export LIST
cat >"$T/in.eml" <<'END'
From: Anne <anne@example.org>
To: orch@ml.example.jp
Cc: bert@example.net
Subject: tonight
Message-ID: <1@example.org>

at eight
END
contract check-post -bcet -a .exe -p 3 -r 5 -s 1M
exits 0 "no limit" check-post <"$T/in.eml"
same "passes anything" "$T/out" "$T/in.eml"

# mail HEADER BODY: both for printf %b.
mail() { printf '%b\n\n%b' "$1" "$2" >"$T/one.eml"; }
head='From: a@x.org\nTo: orch@ml.example.jp'
passes() { what=$1; shift; exits 0 "$what" check-post "$@" <"$T/one.eml"; same "$what: as it came" "$T/out" "$T/one.eml"; }
holds() { what=$1 why=$2; shift 2; exits 98 "$what" check-post "$@" <"$T/one.eml"; says "$what: and why" "^2\.7\.0 check-post: $why\$"; }

mail "$head" 'hi\n'
size=$(wc -c <"$T/one.eml")
passes "a post of just that size" -s "$size"
holds "one octet more" "it has $size octets, and $((size - 1)) are allowed" -s $((size - 1))
passes "k" -s 1k
exits 98 "from a pipe" sh -c 'cat "$1" | check-post -s 10' - "$T/one.eml"

mail "$head, b@x.org, friends: c@x.org, d@x.org;\nCc: e@x.org" 'hi\n'
passes "five recipients" -r 5
holds "one too many" 'it has 5 recipients in To and Cc, and 4 are allowed' -r 4
passes "the list is in To" -t
mail "$head, b@x.org, \"c\" d@@x.org, e@x.org" 'hi\n'
passes "and beside an address with a fault" -t
holds "such an address is a recipient too" 'it has 4 recipients in To and Cc, and 3 are allowed' -r 3
mail 'From: a@x.org\nTo: b@x.org\nCc: Orch <ORCH@ML.example.jp>' 'hi\n'
passes "in Cc" -t
mail 'From: a@x.org\nTo: orch' 'hi\n'
passes "without its domain" -t
mail 'From: a@x.org\nTo: b@x.org\nBcc: orch@ml.example.jp' 'hi\n'
holds "in neither" 'orch@ml\.example\.jp is neither in To nor in Cc' -t
mail 'From: a@x.org' 'hi\n'
holds "no To" 'orch@ml\.example\.jp is neither in To nor in Cc' -t
mail 'From: a@x.org\nTo: choir@ml.example.jp' 'hi\n'
holds "another list beside it" 'orch@ml\.example\.jp is neither in To nor in Cc' -t

mail "$head\nSubject: x" 'hi\n'
passes "a subject" -e
for subject in '' '\nSubject:' '\nSubject:  ' '\nSubject: =?utf-8?q?_=E2=80=8B?=' '\nSubject: =?utf-8?q?=E3=80=80?='; do
	mail "$head$subject" 'hi\n'
	holds "no subject: $subject" 'it has no subject' -e
done

mail "$head" 'hi\n'
passes "a body" -b
for body in '' '\n\n' ' \n-- \nAnne\n' '--\nAnne\n'; do
	mail "$head" "$body"
	holds "an empty body: $body" 'it is empty' -b
done
mail "$head\nContent-Type: text/html" '<img src=x>'
passes "HTML is a body" -b
mixed="$head\nContent-Type: multipart/mixed; boundary=b"
mail "$mixed" '--b\n\n\n--b\nContent-Type: image/png; name=x.png\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n'
passes "so is a picture" -b
mail "$mixed" '--b\n\n\n--b--\n'
holds "an empty part is none" 'it is empty' -b
mail "$head\nContent-Transfer-Encoding: base64" 'Cgo=\n'
holds "an empty line in base64 is none" 'it is empty' -b

request='it seems to be a command; write that to orch-request@ml\.example\.jp'
for command in unsubscribe '# bye' '#  UNSUBSCRIBE' 'subscribe Anne Person' '\n\n help \n\n-- \nAnne\n' '退会' '＃　ＢＹＥ' 'ｕｎｓｕｂｓｃｒｉｂｅ' \
	'get 1-10,15' 'status'; do
	mail "$head\nSubject: please" "$command\n"
	holds "a command: $command" "$request" -c
	mail "$head\nSubject: $command" '\n-- \nAnne\n'
	[ "${command#?n}" != "$command" ] || holds "in the subject: $command" "$request" -c
done
for text in 'help me with this' 'unsubscribe\nis what I want to talk about' 'I want to unsubscribe' \
	'subscribe to my channel now please' 'get well soon'; do
	mail "$head\nSubject: bye" "$text\n"
	case $text in help*) holds "four words: $text" "$request" -c ;; *) passes "no command: $text" -c ;; esac
done
mail "$head\nContent-Type: text/plain; charset=iso-2022-jp" '\033$BB`2q\033(B\n'
holds "in ISO-2022-JP" "$request" -c
mail "$head\nContent-Type: text/html" '<html><body><p>unsubscribe</p></body></html>\n'
holds "in HTML" "$request" -c

attached() { mail "$mixed" "--b\n\nsee there\n--b\n$1\n\nAAAA\n--b--\n"; }
attached 'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="Invoice.pdf.EXE"'
passes "another extension" -a .pdf
holds "a part by its name" 'it has a part Invoice\.pdf\.EXE, and \.exe is not allowed' -a .zip -a .exe
attached 'Content-Type: application/ZIP'
holds "by its type" 'it has a part application/zip, and application/zip is not allowed' -a application/zip
attached 'Content-Type: video/mp4; name="=?utf-8?q?=E6=A5=BD.mp4?="'
holds "by a pattern" 'it has a part 楽\.mp4, and video/\* is not allowed' -a 'video/*'
attached "Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''a%2Eexe"
holds "by a name in RFC 2231" 'it has a part a\.exe, and \.exe is not allowed' -a .exe
attached 'Content-Type: application/octet-stream; name=a.exe\nContent-Disposition: attachment; filename=a.txt'
holds "by any of its names" 'it has a part a\.txt, and \.exe is not allowed' -a .exe
attached 'Content-Disposition: attachment; filename=a.txt\nContent-Disposition: attachment; filename=a.exe'
holds "of fields that may be there once" 'it has a part a\.txt, and \.exe is not allowed' -a .exe
unclear="it has parts that can't be looked into: too many, too deep, or without a boundary"
mail "$mixed" "$(awk 'BEGIN { for (i = 0; i < 2000; i++) printf "--b\\n\\n" }')--b\nContent-Type: x/x; name=a.exe\n\nx\n--b--\n"
holds "more parts than are read" "$unclear" -a .exe
passes "nobody asks" -r 5
mail "$head\nContent-Type: multipart/mixed; boundary=a0" "$(awk 'BEGIN { for (i = 0; i < 101; i++)
	printf "--a%d\\nContent-Type: multipart/mixed; boundary=a%d\\n\\n", i, i + 1 }')--a101\nContent-Type: x/x; name=a.exe\n\nx\n"
holds "deeper ones" "$unclear" -a .exe
mail "$head\nContent-Type: multipart/mixed" '--b\nContent-Type: x/x; name=a.exe\n\nx\n--b--\n'
holds "without a boundary" "$unclear" -a .exe
attached 'Content-Type: application/octet-stream; name="a.exe . "'
holds "dots and blanks behind it" 'it has a part a\.exe \., and \.exe is not allowed' -a .exe
mail "$mixed" '--b\nContent-Type: message/rfc822\n\nFrom: x@x.org\nContent-Type: application/zip\n\nx\n--b--\n'
passes "what is inside an attached mail is that mail's" -a application/zip

mail "$head" ''
exits 100 "refused" check-post -b -x refuse <"$T/one.eml"
says "with the code of policy" '^5\.7\.1 check-post: it is empty$'
exits 99 "dropped" check-post -b -x drop <"$T/one.eml"
exits 99 "a null sender gets nothing back" env SENDER= check-post -b -x refuse <"$T/one.eml"
for bad in '-s 0' '-s x' '-s -1' '-r' '-p 0' '-x reject' '-Z' 'word' "-s 9999999999999" '-a exe' '-a .'; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: $bad" check-post $bad <"$T/in.eml"
	says "is said" '^4\.3\.5 check-post: usage: check-post'
done

# ---- posts an hour: by the log ----
line() { printf '%s\t%064d\t00001\t%s\t<x@x>\t%s\t-\taccepted=1 deferred=0 refused=0\n' "$(date -u -d "$1" +%FT%TZ)" "$2" "$3" "$4"; }
{
	line '2 hours ago' 1 anne@example.org sent
	line '50 minutes ago' 2 anne@example.org sent
	line '49 minutes ago' 2 anne@example.org stopped
	line '40 minutes ago' 3 ANNE@example.org held
	line '30 minutes ago' 4 bert@example.net sent
	line '20 minutes ago' 5 anne@example.org deferred
	line '10 minutes ago' 5 anne@example.org sent
	line '5 minutes ago' 6 anne@example.org refused
} >log
POST_ID=$(printf '%064d' 9)
export POST_ID
exits 0 "three posts in this hour, of four" check-post -p 4 <"$T/in.eml"
exits 98 "of three" check-post -p 3 -x refuse <"$T/in.eml"
says "is said" '^2\.7\.0 check-post: anne@example\.org has sent 3 posts within an hour, and 3 are allowed$'
POST_ID=$(printf '%064d' 5)
exits 0 "a retry of one of them" check-post -p 3 <"$T/in.eml"
rm log
exits 0 "no log" check-post -p 1 <"$T/in.eml"
unset POST_ID

# In a score, where From becomes the list's; and where old posts have numbers, but new ones get none.
mkdir "$T/boxes"
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp 'check-post -p 2' 'munge-from -w always' \
	"inject -t maildir:$T/boxes members.cdb" >post
chmod 700 post
echo anne@example.org >members && build-list members.cdb
echo 7 >seq
for i in 1 2 3; do sed "s/<1@/<$i@/" "$T/in.eml" | ./post; done
is "the third is held" "$(cut -f 4,6 log | xargs)" "anne@example.org sent anne@example.org sent anne@example.org held"

# Neither commands nor the question to the moderators are posts, where posts have numbers.
rm log
sed -i 's/^check-post.*/check-post -p 3\nnumber-post/' post
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp "inject -t maildir:$T/boxes members.cdb" >request
sed 's/^inject/ask-moderator\n&/' request >held
chmod 700 request held
sed 's/<1@/<4@/' "$T/in.eml" | ./post
for i in 5 6 7; do sed "s/<1@/<$i@/" "$T/in.eml" | ./request; done
for i in 8 9 10 11; do sed "s/<1@/<$i@/" "$T/in.eml" | ./post; done
is "commands and questions to the moderators are no posts" "$(cut -f 6,7 log | grep -v '^sent' | cut -c 1-78)" \
"held	2.7.0 check-post: anne@example.org has sent 3 posts within an hour, and 3
held	2.7.0 check-post: anne@example.org has sent 4 posts within an hour, and 3"
finish
