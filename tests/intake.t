#!/bin/sh
# What tutti makes of a message before any step sees it.
# shellcheck disable=SC2016 # what looks like a variable is for the step
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1

# Writes a file into the pipe on standard output, the first octets one by one, each when the one before is read.
cat >dribble <<'END'
import fcntl, os, struct, sys, termios, time
data = open(sys.argv[1], 'rb').read()
for piece in [data[i:i + 1] for i in range(min(len(data), 150))] + [data[150:]]:
    for wait in range(5000):    # not for ever: the reader may be gone, and what it left is then not read
        if not struct.unpack('i', fcntl.ioctl(1, termios.FIONREAD, b'0000'))[0]:
            break
        time.sleep(0.0002)
    while piece:
        piece = piece[os.write(1, piece):]
END
# becomes WHAT: the mail in `in` leaves intake as `want`; from a file, from a pipe, and however it comes.
becomes()
{
	exits 0 "$1" tutti -c cat <in
	same '… as it should' out want
	exits 0 '… from a pipe too' sh -c 'cat in | tutti -c cat'
	same '… the same' out want
	exits 0 '… in single octets' sh -c '/usr/bin/python3 dribble in | tutti -c cat'
	same '… the same' out want
}
refused()
{
	exits 100 "$1" tutti -c cat <in
	says '… is told' "$2"
	is '… and nothing comes out' "$(cat out)" ''
	exits 100 '… nor in single octets' sh -c '/usr/bin/python3 dribble in 2>/dev/null | tutti -c cat'
	says '… for the same reason' "$2"
}
# What a step is told; the post in `in`.
seen() { name=$1; shift; "$@" tutti -c sh -c "printf '%s' \"\${$name-none}\"" <in; }
post_id() { tutti -c sh -c 'echo "$POST_ID"' <"$1"; }

printf 'From: a@example.org\nSubject: hi\n\none\n\n.\n..\nFrom here\n' >in
cp in want
becomes 'a mail as it should be'
cp in plain
printf 'From: a@example.org\r\nSubject: hi\r\n\r\none\r\n\r\n.\r\n..\r\nFrom here\r\n' >in
becomes 'CRLF'
is '… is the same post' "$(post_id in)" "$(post_id plain)"
printf 'From: a@example.org\nSubject: hi\r\n\none\r\n\n.\n..\r\nFrom here' >in
becomes 'line ends of both kinds, and none at the end'
is '… is the same post' "$(post_id in)" "$(post_id plain)"
printf 'From: a@example.org\n\n\none\rtwo\r\r\nthree\n\r' >in
printf 'From: a@example.org\n\n\none two \nthree\n\n' >want
becomes 'CRs that end no line'
printf 'From: a@example.org\n\nx\000y\n' >in
cp in want
becomes 'a NUL in the body'
printf 'From: a@example.org\nSubject: \303\251 \351\n\n\201\202\n' >in
cp in want
becomes '8-bit characters and bytes that are none'
printf 'From: a@example.org\nSubject: hi' >in
printf 'From: a@example.org\nSubject: hi\n' >want
becomes 'a header without body'
printf 'From: a@example.org\n\n' >in
cp in want
becomes 'an empty body'
printf 'From : a@example.org\nSubject:\n  hi\n\t\n x\n\nbody\n' >in
cp in want
becomes 'old and odd fields'
printf 'From : evil@example.org\nFrom: a@example.org\n\nbody\n' >in
cp in want
becomes 'two From, one of them odd,'
printf 'From \n : evil@example.org\nFrom: a@example.org\n\nbody\n' >in
cp in want
becomes 'and an odder one'
printf 'From: a@example.org\nSubject: hi\nhello,\nBcc: x@example.org\n\nbody\n' >in
printf 'From: a@example.org\nSubject: hi\n\nhello,\nBcc: x@example.org\n\nbody\n' >want
becomes 'a line without colon ends the header, as in Postfix'
printf 'From: a@example.org\nhello,\nx\000y\n' >in
printf 'From: a@example.org\n\nhello,\nx\000y\n' >want
becomes '… what follows is body'

# Each kind of line end at each place of a block's edge; another program says what is right.
for n in 65530 65531 65532 65533 65534 65535 65536 65537; do
	{ printf 'From: a@example.org\n\n'; head -c $((n - 21)) /dev/zero | tr '\0' x; printf '\r\n\ry\r\r\nz\n'; } >"in.$n"
	mv "in.$n" in
	perl -0777 -pe 's/\r\n/\n/g; s/\r/ /g' <in >want
	tutti -c cat <in >out
	cmp -s out want || echo "from a file: $n"
	dd if=in bs=7001 2>/dev/null | tutti -c cat >out
	cmp -s out want || echo "from a pipe: $n"
done >wrong
is 'line ends at the edges of blocks' "$(cat wrong)" ''

# The delivering MTA's own lines.
received='Received: from x by y; Tue, 24 Nov 2026 04:33:09 +0000'
printf '%s\n' "$received" 'Delivered-To: orch@ml.example.jp' 'Return-Path: <old@example.org>' \
	'From: a@example.org' '' body >want
cp want plain
id=$(post_id plain)
{ printf '%s\n' 'Return-Path: <Anne@example.org>' 'X-Original-To: orch@x' 'Delivered-To: orch@ml.example.jp'; cat plain; } >in
becomes 'Postfix pipe(8) with flags DOR'
is '… gives the sender' "$(seen SENDER)" Anne@example.org
is '… is the same post' "$(post_id in)" "$id"
is '… an option knows better' "$(tutti -f b@example.org -c sh -c 'echo "$SENDER"' <in)" b@example.org
{ printf '%s\n' 'From anne+x@example.org  Tue Nov 24 04:33:09 2026' 'X-Original-To: orch@x' \
	'Delivered-To: orch@ml.example.jp' 'Return-Path: <anne+x@example.org>'; cat plain; } >in
becomes 'Postfix local(8)'
is '… gives the sender whole' "$(seen SENDER env SENDER=anne_x@example.org)" anne+x@example.org
is '… is the same post' "$(post_id in)" "$id"
{ printf '%s\n' 'From anne+x@example.org  Tue Nov 24 05:33:09 2026' 'Return-Path:' ' <>'; cat plain; } >in
becomes 'the null sender'
is '… is empty' "$(seen SENDER env SENDER=x)" ''
{ printf '%s\n' 'Return-Path: <"a..b"@example.org>'; cat plain; } >in
is 'a quoted sender comes unquoted, as everywhere' "$(seen SENDER)" a..b@example.org
cp plain in
is 'an older Return-Path is not asked' "$(seen SENDER)" none
is '… the environment is' "$(seen SENDER env SENDER=q@example.org)" q@example.org
for null in '' '<>' '#@[]' MAILER-DAEMON; do
	is "the null sender as '$null'" "$(seen SENDER env SENDER="$null")" ''
	is '… as an option' "$(tutti -f "$null" -c sh -c 'echo "[$SENDER]"' <in)" '[]'
done
{ printf '%s\n' 'X-Spam: no' 'Delivered-To: orch@ml.example.jp'; cat plain; } >in
{ echo 'X-Spam: no'; cat plain; } >want
becomes 'what a filter has put above the first Received'
is '… is another post' "$([ "$(post_id in)" = "$id" ] || echo another)" another
printf '%s\n' 'Delivered-To: orch@ml.example.jp' 'From: a@example.org' '' body >in
cp in want
becomes 'without Received a Delivered-To alone stays'
printf '%s\n' 'Return-Path: <a@example.org>' 'Delivered-To: orch@ml.example.jp' 'From: a@example.org' \
	'Delivered-To: x@example.org' '' body >in
printf '%s\n' 'From: a@example.org' 'Delivered-To: x@example.org' '' body >want
becomes 'without Received the lines at the very top go'
printf '%s\n' "$received" 'From: a@example.org' '' body >one
printf '%s\n' 'Received: by z' "$received" 'Authentication-Results: x' 'From: a@example.org' '' body >two
is 'POST_ID knows no trace of the way' "$(post_id one)" "$(post_id two)"
is '… it is the hash of the rest' "$(post_id one)" "$(printf 'From: a@example.org\n\nbody\n' | sha256sum | cut -d' ' -f1)"
is '… and a body counts' "$(printf 'From: a@example.org\n\nBody\n' >in; [ "$(post_id one)" = "$(post_id in)" ] || echo other)" other

# What can be no mail.
no_mail='^5\.6\.0 tutti: this is no mail: it does not start with a header$'
: >in; refused 'no octet' "$no_mail"
echo >in; refused 'a newline' "$no_mail"
printf '\r\n\r\nbody\n' >in; refused 'no header' "$no_mail"
printf ' From: a@example.org\n\nbody\n' >in; refused 'a header that starts with a blank' "$no_mail"
printf '\177ELF\002\001\001\000\n' >in; refused 'a program' '^5\.6\.0 '
printf 'hello\n' >in; refused 'a text' "$no_mail"
printf 'From a@example.org Tue\n\nbody\n' >in; refused 'nothing but a From_ line' "$no_mail"
printf 'Return-Path: <a@example.org>\n\nbody\n' >in; refused 'nothing but a Return-Path' "$no_mail"
damaged='^5\.6\.0 tutti: the header holds a NUL or a carriage return inside a line$'
printf 'From: a@example.org\nSubject: a\000b\n\nbody\n' >in; refused 'a NUL in the header' "$damaged"
printf 'From: a@example.org\nSubject: a\rBcc: b\n\nbody\n' >in; refused 'a bare CR in the header' "$damaged"
printf 'From: a@example.org\nSubject: a\r\r\n\nbody\n' >in; refused 'CR CR LF in the header' "$damaged"
printf 'Fr\000om: a@example.org\n\nbody\n' >in; refused 'a NUL in the first line' "$damaged"
large='^5\.3\.4 tutti: the header is larger than 1 MiB$'
{ echo 'From: a@example.org'; yes 'X: 0123456789' | head -n 100000; printf '\nbody\n'; } >in
refused '100,000 fields' "$large"
{ printf 'From: a@example.org\nX: '; head -c 3000000 /dev/zero | tr '\0' x; printf '\n\nbody\n'; } >in
refused 'a line of 3 MB' "$large"
{ echo 'From: a@example.org'; yes 'X: 0123456789' | head -n 70000; printf '\nbody\n'; } >in
cp in want
becomes '70,000 fields'
{ printf 'From: a@example.org\nhello\n'; head -c 3000000 /dev/zero | tr '\0' x; echo; } >in
{ printf 'From: a@example.org\n\nhello\n'; head -c 3000000 /dev/zero | tr '\0' x; echo; } >want
becomes 'a long body whose blank line is missing'
printf 'From: a@example.org\n\nbody\n' >in
exits 100 'a control character in the sender' tutti -f "$(printf 'a\nb@example.org')" -c cat <in
exits 100 'a control character in the recipient' tutti -r "$(printf 'a\033@example.org')" -c cat <in

# Sizes.
{ printf 'From: a@example.org\n\n'; yes 0123456789 | head -n 10000; } >in	# 110,021 octets
exits 0 'the size that the MTA says' tutti -s 110021 -c cat <in
same '… ' out in
exits 0 'the size in a queue file of Postfix' tutti -s 130100 -c cat <in
exits 0 'less than has come' tutti -s 100 -c cat <in
exits 75 'half of what the MTA says' sh -c 'head -c 55000 in | tutti -s 110021 -c cat'
says '… is told' '^4\.3\.0 tutti: only 55000 of 110021 octets came'
is '… and nothing comes out' "$(cat out)" ''
exits 75 'nothing of what the MTA says' tutti -s 110021 -c cat </dev/null
exits 75 'a header cut in half' sh -c 'head -c 10 in | tutti -s 110021 -c cat'
exits 0 'a mail of the largest size' tutti -m 110021 -c cat <in
exits 100 'an octet more' tutti -m 110020 -c cat <in
says '… is told' "^5\\.3\\.4 tutti: the message is larger than the list's limit of 110020 octets\$"
exits 100 'the limit of a score' tutti -c SIZE_LIMIT=107k cat <in
says '… is told' 'limit of 109568 octets$'
exits 0 'a limit that is not reached' tutti -c SIZE_LIMIT=1M cat <in
exits 0 'an option against the score' tutti -m 0 -c SIZE_LIMIT=1 cat <in
exits 100 'an endless mail' sh -c '(printf "From: a@example.org\n\n"; yes) | tutti -m 1000000 -c cat'
mkfifo pipe
sleep 1000 >pipe &
exits 75 'a mail that does not come to its end' tutti -t 1 -c cat <pipe
kill $!
says '… is told' '^4\.3\.0 tutti: the message did not come to its end in time$'

# The dispatch to the steps is from the start of the mail, wherever the MTA has left its file.
printf 'From: a@example.org\n\nbody\n' >in
exits 0 'a file that stands in its middle' sh -c '(printf "garbage\n"; cat in) >behind; { read -r x; tutti -c cat; } <behind'
finish
