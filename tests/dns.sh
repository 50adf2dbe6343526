# shellcheck shell=sh disable=SC2154 # lib.sh has set it
# dns.sh: a name server of the test's own, which the programs ask from now on. To be read after lib.sh.
#
#	record FILE NAME TYPE [TAGS]   the public half of the key in FILE, as the DKIM record of that name
#
# It answers what the file zone in the working directory says, which it reads again for each question, and ends with
# the test, or at `exec 3>&-`.

mkfifo "$T/dns-open"
/usr/bin/python3 "$here/dns/server" zone "$T/dns-port" <"$T/dns-open" &
exec 3>"$T/dns-open"
until [ -s "$T/dns-port" ]; do sleep 0.1; done
DNS=127.0.0.1:$(cat "$T/dns-port")
export DNS
# Into zone, where a string holds 255 octets, and as one line into $T/keys, for those who ask no name server.
record()
{
	p=$(openssl pkey -in "$1" -pubout -outform DER | if [ "$3" = rsa ]; then cat; else tail -c 32; fi | base64 -w 0)
	echo "$2 v=DKIM1; k=$3;${4-} p=$p" >>"$T/keys"
	printf '%s. IN TXT "v=DKIM1; k=%s;%s p=" %s\n' "$2" "$3" "${4-}" "$(echo "$p" | sed 's/.\{1,200\}/"&" /g')" >>zone
}
