#!/bin/sh
# dmarc-report: reports of all forms to rows; a report once; what can't be read kept aside; hostile ones bounded.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
tab=$(printf '\t')
first="begin${tab}end${tab}reporter${tab}report_id${tab}record${tab}source_ip${tab}count${tab}disposition${tab}dkim${tab}spf${tab}header_from${tab}envelope_from${tab}dkim_results${tab}spf_results${tab}reason${tab}comment"
table=dmarc-reports/ml.example.jp.2023-11.tsv

# report ID: a report of two rows.
report()
{
	cat <<EOF
<?xml version="1.0" encoding="UTF-8"?>
<feedback>
 <version>1.0</version>
 <report_metadata><org_name>receiver.example</org_name><email>dmarc@receiver.example</email><report_id>$1</report_id>
  <date_range><begin>1700006400</begin><end>1700092799</end></date_range></report_metadata>
 <policy_published><domain>ml.example.jp</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><pct>100</pct></policy_published>
 <record><row><source_ip>192.0.2.1</source_ip><count>7</count>
   <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row>
  <identifiers><header_from>ml.example.jp</header_from><envelope_from>ml.example.jp</envelope_from></identifiers>
  <auth_results><dkim><domain>ml.example.jp</domain><selector>2026-orch</selector><result>pass</result></dkim>
   <spf><domain>ml.example.jp</domain><result>pass</result></spf></auth_results></record>
 <record><row><source_ip>2001:db8::25</source_ip><count>1</count>
   <policy_evaluated><disposition>none</disposition><dkim>fail</dkim><spf>fail</spf>
    <reason><type>forwarded</type><comment></comment></reason></policy_evaluated></row>
  <identifiers><header_from>ml.example.jp</header_from></identifiers>
  <auth_results><spf><domain>example.org</domain><result>softfail</result></spf></auth_results></record>
</feedback>
EOF
}
# rows ID...: the lines that they make.
rows()
{
	for id; do
		printf '2023-11-15T00:00:00Z\t2023-11-15T23:59:59Z\treceiver.example\t%s\t' "$id"
		printf '1/2\t192.0.2.1\t7\tnone\tpass\tpass\tml.example.jp\tml.example.jp\t'
		printf 'pass d=ml.example.jp s=2026-orch\tpass mfrom=ml.example.jp\t-\t-\n'
		printf '2023-11-15T00:00:00Z\t2023-11-15T23:59:59Z\treceiver.example\t%s\t' "$id"
		printf '2/2\t2001:db8::25\t1\tnone\tfail\tfail\tml.example.jp\t-\t-\tsoftfail mfrom=example.org\tforwarded\t-\n'
	done
}
clear_tables() { rm -rf dmarc-reports; }
# reads WHAT FILE: it makes the two rows of the report "r".
reads()
{
	clear_tables
	exits 0 "$1" dmarc-report <"$2"
	is "  nothing is said" "$(cat "$T/err" "$T/out")" ""
	{ echo "$first"; rows r; } >want
	same "  and its rows are there" "$table" want
}
# aside WHAT REASON FILE: it is kept aside for that reason.
aside()
{
	clear_tables
	exits 0 "$1" dmarc-report <"$3"
	says "  and why" "^dmarc-report: kept aside in unread: $2\$"
	is "  one of them, and no table" "$(find dmarc-reports/unread -type f | wc -l) $(echo dmarc-reports/*.tsv)" \
		"2 dmarc-reports/*.tsv"
	same "  as it came" dmarc-reports/unread/"$(sha256sum "$3" | cut -d ' ' -f 1)" "$3"
	is "  with the reason beside it" "$(cat dmarc-reports/unread/*.why)" "$(sed 's/.*unread: //' "$T/err")"
}
# python: standard input is a program; `put(name, octets)` writes a file.
python()
{
	{ printf 'import base64, gzip, io, sys, zipfile\ndef put(name, octets):\n\twith open(name, "wb") as f: f.write(octets)\n'
	  printf 'report = open("r.xml", "rb").read()\n'; cat; } >make.py
	/usr/bin/python3 make.py
}

report r >r.xml
reads "bare XML" r.xml
gzip -nc r.xml >r.gz
reads "gzip" r.gz
gzip -nc r.gz >r.gz.gz
reads "gzip in gzip" r.gz.gz
python <<'EOF'
def pack(name, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(name, 'w', method) as z:
        for member, octets in members:
            z.writestr(member, octets)
pack('r.zip', [('a!b!1!2.xml', report)])
pack('stored.zip', [('a!b!1!2.xml', report)], zipfile.ZIP_STORED)
pack('slip.zip', [('../../../tmp/slip.xml', report), ('/etc/slip.xml', b'x'), ('folder/', b'')])
pack('gz.zip', [('r.xml.gz', gzip.compress(report))])
pack('lzma.zip', [('r.xml', report)], zipfile.ZIP_LZMA)
pack('empty.zip', [('readme.txt', b'nothing')])
pack('many.zip', [(f'{i}.xml', b'<feedback/>') for i in range(20000)])
class Pipe(io.BytesIO):             # a zip written without going back has its lengths behind the data
    def seekable(self): return False
    def tell(self): raise OSError
    def seek(self, *a): raise OSError
p = Pipe()
with zipfile.ZipFile(p, 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('r.xml', 'w') as f: f.write(report)
put('stream.zip', p.getvalue())
put('zip.gz', gzip.compress(open('r.zip', 'rb').read()))
put('crlf.gz', gzip.compress(report) + b'\r\n')
put('utf16.xml', report.decode().replace('UTF-8', 'UTF-16').encode('utf-16'))
put('bom.xml', b'\xef\xbb\xbf\n' + report)
put('upper.xml', report.replace(b'>pass<', b'>Pass<').replace(b'>fail<', b'>FAIL<').replace(b'>none<', b'>NONE<')
    .replace(b'>ml.example', b'>ML.Example').replace(b'>2001:db8', b'>2001:0DB8:0'))
put('namespace.xml', report.replace(b'<feedback>', b'<d:feedback xmlns:d="urn:ietf:params:xml:ns:dmarc-2.0">')
    .replace(b'</feedback>', b'</d:feedback>').replace(b'<record>', b'<d:record>').replace(b'</record>', b'</d:record>'))

def mail(name, head, content, encode=True):
    body = base64.encodebytes(content) if encode else content
    put(name, b'From: dmarc@receiver.example\nSubject: Report domain: ml.example.jp\nMIME-Version: 1.0\n' + head + b'\n' + body)
B64 = b'Content-Transfer-Encoding: base64\n'
gz = gzip.compress(report)
z = open('r.zip', 'rb').read()
mail('gzip.eml', B64 + b'Content-Type: application/gzip; name="a!b!1!2.xml.gz"\n', gz)
mail('zip.eml', B64 + b'Content-Type: application/zip\n', z)
mail('text.eml', B64 + b'Content-Type: text/plain\n', gz)
mail('image.eml', B64 + b'Content-Type: image/png\n', z)
mail('lie.eml', B64.replace(b'base64', b'7bit') + b'Content-Type: application/zip\n', z)
mail('xml.eml', B64 + b'Content-Type: text/xml\n', report, False)
import quopri
mail('quoted.eml', b'Content-Type: application/xml\nContent-Transfer-Encoding: quoted-printable\n', quopri.encodestring(report), False)
def part(head, content): return b'--b\n' + head + b'\n' + content + b'\n'
def parts(name, *some): mail(name, b'Content-Type: multipart/mixed; boundary=b\n', b'This is MIME.\n' + b''.join(some) + b'--b--\n', False)
octets = B64 + b'Content-Type: application/octet-stream\n'
text = part(b'Content-Type: text/plain\n', b'<This is a report.>\n')
page = part(b'Content-Type: text/html\n', b'<!DOCTYPE html>\n<html><p>A <b>report</p>\n')
parts('mixed.eml', text, page, part(octets, base64.encodebytes(gz)), part(B64 + b'Content-Type: image/png\n', b'iVBORw0K'))
inner = open('gzip.eml', 'rb').read()
parts('forward.eml', text, part(b'Content-Type: message/rfc822\n', inner))
put('crlf.eml', b'From dmarc Mon Nov 24 00:00:00 2025\r\n' + open('mixed.eml', 'rb').read().replace(b'\n', b'\r\n'))
parts('none.eml', text, page)
parts('broken.eml', text, part(octets, base64.encodebytes(gz[:200])))
parts('half.eml', text, part(octets, base64.encodebytes(gz)), part(octets, base64.encodebytes(gz[:200])))
parts('three.eml', *[part(octets, base64.encodebytes(gzip.compress(report.replace(b'>r<', b'>%d<' % i)))) for i in (1, 2, 1)])
parts('hundred.eml', *[part(octets, base64.encodebytes(gzip.compress(report.replace(b'>r<', b'>%d<' % i)))) for i in range(101)])
tls = b'{"organization-name":"r.example","date-range":{},"contact-info":"a@b","report-id":"1","policies":[]}'
parts('tls.eml', text, part(B64 + b'Content-Type: application/tlsrpt+gzip\n', base64.encodebytes(gzip.compress(tls))))
put('tls.json', tls)
mail('failure.eml', b'Content-Type: multipart/report; report-type=feedback-report; boundary=b\n', text
    + part(b'Content-Type: message/feedback-report\n', b'Feedback-Type: auth-failure\nVersion: 1\n')
    + part(b'Content-Type: message/rfc822\n', inner) + b'--b--\n', False)
nested = inner
for i in range(6):
    nested = b'From: a@b\nContent-Type: message/rfc822\n\n' + nested
put('nested.eml', nested)
for i in range(6):
    gz = gzip.compress(gz)
put('deep.gz', gz)
EOF
for f in r.zip stored.zip stream.zip gz.zip slip.zip zip.gz crlf.gz utf16.xml bom.xml upper.xml namespace.xml; do reads "$f" "$f"; done
ok "a zip's names become none" test ! -e /tmp/slip.xml -a ! -e /etc/slip.xml
is "nothing beside the table" "$(ls dmarc-reports)" "lock
ml.example.jp.2023-11.tsv"
for f in gzip zip text image lie xml quoted mixed forward crlf; do reads "a mail: $f" "$f.eml"; done
is "and the table is its owner's only" "$(stat -c %a dmarc-reports "$table" | tr '\n' ' ')" "700 600 "

aside "a mail without a report" "there is no report in it" none.eml
aside "a report cut short" "it is packed and cut short" broken.eml
aside "a zip of something else" "it is packed, and no report is in it" empty.zip
aside "another kind of zip" "it is a zip packed by another method than deflate" lzma.zip
aside "a TLS report, packed" "it is a TLS report \(RFC 8460\)" tls.eml
aside "a TLS report, bare" "it is a TLS report \(RFC 8460\)" tls.json
aside "a failure report, and not what it is about" "it is a failure report \(RFC 9991\)" failure.eml
aside "mails in mails" "it is packed too many times" nested.eml
aside "gzips in gzips" "it is packed too many times" deep.gz
: >empty
aside "nothing" "it is neither mail nor a report" empty
head -c 3000 /dev/urandom | tr '\037P<{:' x >noise
aside "noise" "it is neither mail nor a report" noise
# Some of it.
clear_tables
exits 0 "a mail with a report and half of one" dmarc-report <half.eml
says "  the half is told" "^dmarc-report: kept aside in unread: it is packed and cut short\$"
{ echo "$first"; rows r; } >want
same "  the other is read" "$table" want
clear_tables
exits 0 "three reports in a mail, one of them twice" dmarc-report <three.eml
{ echo "$first"; rows 1 2; } >want
same "  are two" "$table" want
clear_tables
exits 0 "101 reports in a mail" dmarc-report <hundred.eml
says "  are one too many" "unread: there are more than 100 reports in it\$"
is "  100 are read" "$(wc -l <"$table")" 201

# Again and again.
clear_tables
exits 0 "a report" dmarc-report <r.xml
everything dmarc-reports >before
exits 0 "the same report again, in a mail" dmarc-report <gzip.eml
everything dmarc-reports | sed 's/ [0-9.]*$//' >after
sed 's/ [0-9.]*$//' before >before2
same "  changes nothing" after before2
report s >s.xml
exits 0 "another" dmarc-report <s.xml
{ echo "$first"; rows r s; } >want
same "  comes behind it" "$table" want
size=$(wc -c <want)
good=0 n=0
while [ "$n" -lt "$size" ]; do	# cut at many places, as a kill or a power cut leaves it
	head -c "$n" want >"$table"
	dmarc-report <r.xml && dmarc-report <s.xml && cmp -s "$table" want && good=$((good + 1))
	n=$((n + 13))
done
is "a table cut anywhere is completed by its reports" "$good" "$(((size + 12) / 13))"
echo "not ours" >"$table"
exits 75 "a file of another kind in its place" dmarc-report <r.xml
says "  is told" "^4\.3\.5 dmarc-report: $table does not begin with the names of the columns; move it away\$"
is "  and stays" "$(cat "$table")" "not ours"
clear_tables
for i in 1 2 3 4 5 6 7 8; do for id in a b c d; do report $id | dmarc-report & done; done; wait
{ echo "$first"; rows a b c d; } | sort >want
sort "$table" >got
same "32 at once, of four reports" got want

# Files, and options.
clear_tables
exits 0 "files" dmarc-report -d tables r.gz three.eml empty s.xml
says "  what can't be read is told with its name" "^dmarc-report: empty: it is neither mail nor a report\$"
{ echo "$first"; rows r 1 2 s; } >want
same "  the others are read" tables/ml.example.jp.2023-11.tsv want
ok "  and nothing is kept, since the files stay" test ! -e tables/unread -a ! -e dmarc-reports
exits 75 "a file that is not there" dmarc-report missing.xml
says "  is told" "^4\.3\.0 dmarc-report: cannot open missing\.xml: "
for i in 01 02 03 04 05 06 07 08 09 10 11 12; do report "m$i" | sed "s/ml.example.jp/m$i.example/"; done >all
for i in 01 02 03 04 05 06 07 08 09 10 11 12; do report "m$i" | sed "s/>ml.example.jp/>m$i.example/" >"m$i.xml"; done
clear_tables
exits 0 "twelve tables, twice in turns" dmarc-report m??.xml m??.xml
is "  each with its report once" "$(cat dmarc-reports/m??.example.*.tsv | wc -l)" 36
clear_tables
exits 0 "-o, and reports about it, about one below, and about a stranger's" \
	dmarc-report -o example.net -o ML.Example.JP. m01.xml r.xml
says "  the stranger's is told" "^dmarc-report: m01\.xml: it is about a domain that -o does not name\$"
is "  and has no table" "$(echo dmarc-reports/*.tsv)" "$table"
report below | sed 's/<domain>ml/<domain>sub.ml/' | dmarc-report -o ml.example.jp
report next-door | sed 's/<domain>ml/<domain>noml/' >beside
is "  one below has" "$(wc -l <dmarc-reports/sub.ml.example.jp.2023-11.tsv)" 3
exits 0 "  one that only ends like it" dmarc-report -o ml.example.jp <beside
is "  is kept aside" "$(find dmarc-reports/unread -name '*.*' -o -type f | wc -l)" 2
for o in '' 'a b' ../x; do exits 75 "-o '$o'" dmarc-report -o "$o" <r.xml; done
exits 0 "POST_ID" env POST_ID="$(printf %064d 7)" dmarc-report <empty
ok "  is the name of what is kept aside" test -e "dmarc-reports/unread/$(printf %064d 7)"
exits 75 "a POST_ID that is a path" env POST_ID=../../x dmarc-report <empty
clear_tables
exits 0 "a dry run" env DRY_RUN=1 dmarc-report <r.xml
exits 0 "a dry run with what can't be read" env DRY_RUN=1 dmarc-report <empty
says "  says so" "^dmarc-report: would be kept aside: it is neither mail nor a report\$"
ok "  and makes nothing" test ! -e dmarc-reports
exits 0 "--help" dmarc-report --help
exits 75 "an unknown option" dmarc-report -Z <r.xml
says "  shows the usage" "^4\.3\.5 dmarc-report: usage: dmarc-report"
exits 75 "a closed standard input" dmarc-report <&-
clear_tables
exits 0 "a pipe" sh -c 'cat r.gz | dmarc-report'
{ echo "$first"; rows r; } >want
same "  is read" "$table" want
clear_tables
exits 0 "a closed standard error" sh -c 'dmarc-report <empty 2>&-'
dmarc-report <r.xml >/dev/full
is "/dev/full: nothing is written there" "$?" 0
clear_tables
dmarc-report <r.xml && cp "$table" want
exits 75 "no room" sh -c 'ulimit -f 1; dmarc-report <s.xml'
says "  is told" "^4\.3\.1 dmarc-report: cannot write "
same "  and nothing of the report stays" "$table" want
clear_tables
mkdir -p dmarc-reports && ln -s "$T/elsewhere" "$table"
exits 75 "a link that leads nowhere in the table's place" dmarc-report <r.xml
rm "$table" && mkfifo "$table"
exits 75 "a FIFO in its place" timeout 10 dmarc-report <r.xml
rm "$table"

# In a score.
mkdir list && printf 'LIST=dmarc@ml.example.jp\ndmarc-report\n' >list/post
exits 0 "a score" tutti list/post <mixed.eml
same "  fills the table in the list's folder" "list/$table" want
exits 0 "a score that gets something else" tutti list/post <none.eml
is "  keeps it by its POST_ID" \
	"$(find list/dmarc-reports/unread -type f | grep -cE '/[0-9a-f]{64}(\.why)?$')" 2

# Hostile ones: a clear line, 16 MB, about a second (ten here, since a sanitizer or a busy machine is slower).
python <<'EOF'
import zlib
def bomb(name, head, unit, size, tail=b''):
    z = zlib.compressobj(9, zlib.DEFLATED, 31)
    with open(name, 'wb') as f:
        f.write(z.compress(head))
        block = unit * ((1 << 20) // len(unit))
        for _ in range(size // len(block)):
            f.write(z.compress(block))
        f.write(z.compress(tail) + z.flush())
MANY = 2 << 30
bomb('zeros.gz', b'', b'\0', MANY // 8)
bomb('blanks.gz', b'<feedback>', b' ', MANY)
bomb('rows.gz', report[:report.index(b'<record>')], b'<record/>', MANY // 16)
bomb('tag.gz', b'<feedback ', b'x', MANY // 16)
bomb('text.gz', b'<feedback><report_metadata><org_name>', b'x', MANY // 16)
with zipfile.ZipFile('bomb.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    z.write('zeros.gz')
    z.write('blanks.gz')
bomb('flood.gz', b'<feedback>', b'<a/>', 60 << 20, b'</feedback>')
put('names.xml', b'<feedback>' + b''.join(b'<a%d/>' % i for i in range(1000000)) + b'</feedback>')
put('attributes.xml', b'<feedback ' + b''.join(b'a%d="" ' % i for i in range(300000)) + b'/>')
put('elements.xml', b'<feedback>' * 200000)
laughs = b'<!DOCTYPE f [<!ENTITY a "ha">' + b''.join(b'<!ENTITY %c "%s">' % (98 + i, b'&%c;' % (97 + i) * 10) for i in range(12)) + b']>'
put('entities.xml', laughs + b'<feedback>&m;</feedback>')
put('outside.xml', b'<!DOCTYPE f SYSTEM "file:///etc/passwd"><feedback/>')
put('count.xml', report.replace(b'>7<', b'>99999999999999999999999<'))
put('minus.xml', report.replace(b'>7<', b'>-7<'))
put('escape.xml', report.replace(b'receiver', b'\033]0;x\007\033[31m'))
put('reference.xml', report.replace(b'receiver', b'&#27;[31m'))
put('path.xml', report.replace(b'<domain>ml.example.jp', b'<domain>../../../etc/cron.d/x'))
put('long.xml', report.replace(b'<domain>ml.example.jp', b'<domain>' + b'a.' * 130 + b'jp'))
put('c1.xml', report.replace(b'receiver', 'a\u009b31m\u202e\u200bb'.encode()))
put('utf16.bad', report.decode().encode('utf-16')[:-3])
EOF
# hostile REASON FILE
hostile()
{
	clear_tables
	# shellcheck disable=SC2016 # for the other shell
	timeout 10 sh -c 'ulimit -v "$1"; dmarc-report <"$2"' - "${memory:-unlimited}" "$2" 2>err
	is "$2: exit 0 in time" "$?" 0
	is "  $1" "$(cat err)" "dmarc-report: kept aside in unread: $1"
	is "  and nothing else" "$(ls dmarc-reports)" "unread"
}
# A sanitizer takes terabytes of addresses.
memory=16384
# shellcheck disable=SC3045 # the shells that Debian has as sh know it
(ulimit -v $memory; dmarc-report --help >/dev/null 2>&1) || memory=unlimited
hostile "it is packed, and no report is in it" zeros.gz
hostile "unpacked it is more than 64 MiB" blanks.gz
hostile "the report has more than 200,000 rows" rows.gz
hostile "its elements are too long or have too many names" tag.gz
hostile "unpacked it is more than 64 MiB" text.gz
hostile "it is packed, and no report is in it; unpacked it is more than 64 MiB" bomb.zip
hostile "it is a zip of more than 64 files" many.zip
hostile "it has more than 4,000,000 elements" flood.gz
hostile "its elements are too long or have too many names" names.xml
hostile "its elements are too long or have too many names" attributes.xml
hostile "its elements are more than 32 deep" elements.xml
hostile "it has a DOCTYPE, which no report needs" entities.xml
hostile "it has a DOCTYPE, which no report needs" outside.xml
hostile "a row of the report has a count that is none" count.xml
hostile "a row of the report has a count that is none" minus.xml
hostile "it is no good XML: not well-formed (invalid token) in line 4" escape.xml
hostile "it is no good XML: reference to invalid character number in line 4" reference.xml
hostile "the report is about a domain that is none" path.xml
hostile "the report is about a domain that is none" long.xml
hostile "it is no good XML: unclosed token in line 17" utf16.bad
clear_tables
exits 0 "C1, bidi and zero-width characters" dmarc-report <c1.xml
is "  are left out" "$(sed -n 2p "$table" | cut -f 3)" "a31mb.example"

# Real reports of others, where they lie beside this folder: each is read or named.
real=$here/../../shared/dmarc-reports
if [ -d "$real" ]; then
	for f in "$real"/*; do
		clear_tables
		dmarc-report -d dmarc-reports <"$f" 2>err
		is "$(basename "$f"): exit 0" "$?" 0
		case $f in
		*LICENSE) says=1 ;;
		*) says=0 ;;
		esac
		is "  read, or named" "$(wc -l <err) $(cat dmarc-reports/*.tsv 2>/dev/null | sed 1d | wc -l)" "$says $((1 - says))"
	done
fi
finish
