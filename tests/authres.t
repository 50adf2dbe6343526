#!/bin/sh
# Authentication-Results: another implementation reads what we write as we do, and what others write too, but for what
# is listed here.
. "$(dirname "$0")/lib.sh"
LC_ALL=C
export LC_ALL
"$TUTTI_BUILD/unit/authres" fields >"$T/all"
# RFC 8601 section 2.2 lets UTF-8 into quoted strings (RFC 6532); the other one knows only ASCII.
grep -av '[^ -~	]' "$T/all" >"$T/fields"
ok "more than 1,000 fields" [ "$(wc -l <"$T/fields")" -gt 1000 ]
is "and a few that are not printable ASCII" $(($(wc -l <"$T/all") - $(wc -l <"$T/fields"))) 5
grep '^ml\.example\.jp;' "$T/fields" >"$T/ours"
grep -v '^ml\.example\.jp;' "$T/fields" >"$T/others"
is "we can read all we write" "$(grep "$(printf '\t-$')" "$T/ours" | head -3)" ""
"$here/read-authres" <"$T/ours" >"$T/otherwise" 2>&1
is "and so does the other one" "$(head -3 "$T/otherwise")" ""

# What it can't read, in this order: an example of the RFC's, with blanks on both sides of a comment; a property of
# Microsoft's; a quoted id; empty results. A local part keeps its quotes; a field without results is none. Then
# what it believes, and we do not: something stands where data may have run out of its place. And no version
# behind a slash.
cat >"$T/known" <<'KNOWN'
foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462 => -
x; dmarc=pass action=none header.from=a.example;compauth=pass reason=100; => -
"a b"; dkim=pass => -
a;dkim=pass;;spf=none; => -
a; spf=pass smtp.mailfrom="x y"@z.example (c) => a|spf=pass,smtp.mailfrom="x y"@z.example
a (b) => -
a; dkim=pass header.d=a.example(.evil.example) => a|dkim=pass,header.d=a.example
a; dkim=pass header.d=a.example(.evil.example => a|dkim=pass
a; dkim=pass header.d="a.example => a|dkim=pass
a; dkim=pass header.d => a|dkim=pass
a; dkim=pass header d=x => a|dkim=pass
a; dkim/=pass => -
KNOWN
"$here/read-authres" <"$T/others" >"$T/otherwise" 2>&1
same "what others write is read alike, but for these" "$T/otherwise" "$T/known"
finish
