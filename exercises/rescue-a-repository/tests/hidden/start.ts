/** The repository that learners start from, as `starter/files/start.txt` has it. */
export const START = String.raw`
blob
mark :1
data 115
# Fares of Skua Ferries

    ./fare.sh Holm Skerry adult child

prints what the passengers pay together, in pence.

blob
mark :2
data 576
#!/bin/sh
# fare.sh FROM TO CLASS...
# Prints what these passengers pay together, in pence.
set -eu
cd "$(dirname "$0")"

# The price of a crossing, in pence.
price_of() {
  awk -F, -v from="$1" -v to="$2" '$1 == from && $2 == to { print $3 }' prices.csv
}

# What a class pays, in per cent of the price.
percent_of() {
  awk -v class="$1" '$1 == class && $2 == "=" { print $3 }' fares.conf
}

from=$1
to=$2
shift 2

price=$(price_of "$from" "$to")

total=0
for class in "$@"; do
  percent=$(percent_of "$class")
  total=$((total + price * percent / 100))
done

echo "$total"

blob
mark :3
data 123
# What each class pays, in per cent of the price of the crossing.
classes = adult child dog
adult = 100
child = 75
dog = 0

blob
mark :4
data 124
from,to,pence
North Holm,Aith,980
Holm,Aith,520
Aith,Sandwick,410
Holm,Skerry,640
North Holm,Skerry,870
Sandwick,Skerry,300

reset refs/tags/v1.0
commit refs/tags/v1.0
mark :5
author Ines Moar <ines@skua.example> 1772442760 +0000
committer Ines Moar <ines@skua.example> 1772442760 +0000
data 29
Print the fare of a crossing
M 100644 :1 README.md
M 100755 :2 fare.sh
M 100644 :3 fares.conf
M 100644 :4 prices.csv

blob
mark :6
data 123
# What each class pays, in per cent of the price of the crossing.
classes = adult child dog
adult = 100
child = 50
dog = 0

commit refs/tags/v1.0
mark :7
author Tobias Hay <tobias@skua.example> 1772634605 +0000
committer Tobias Hay <tobias@skua.example> 1772634605 +0000
data 31
Take half the fare of children
from :5
M 100644 :6 fares.conf

blob
mark :8
data 237
#!/bin/sh
# notify.sh NUMBER TEXT
# Sends a passenger a message.
set -eu
cd "$(dirname "$0")"

. ./sms.env

curl -fsS -H "Authorization: Bearer $SMS_TOKEN" --data-urlencode "to=$1" --data-urlencode "text=$2" https://sms.example/messages

blob
mark :9
data 31
SMS_TOKEN=tok-5f0c9e27a41b8d63

commit refs/tags/v1.0
mark :10
author Ines Moar <ines@skua.example> 1773050531 +0000
committer Ines Moar <ines@skua.example> 1773050531 +0000
data 45
Tell passengers when a crossing is cancelled
from :7
M 100755 :8 notify.sh
M 100644 :9 sms.env

blob
mark :11
data 623
#!/bin/sh
# fare.sh FROM TO CLASS...
# Prints what these passengers pay together, in pence.
set -eu
cd "$(dirname "$0")"

# The price of a crossing, in pence. The way back costs the same.
price_of() {
  awk -F, -v a="$1" -v b="$2" '($1 == a && $2 == b) || ($1 == b && $2 == a) { print $3 }' prices.csv
}

# What a class pays, in per cent of the price.
percent_of() {
  awk -v class="$1" '$1 == class && $2 == "=" { print $3 }' fares.conf
}

from=$1
to=$2
shift 2

price=$(price_of "$from" "$to")

total=0
for class in "$@"; do
  percent=$(percent_of "$class")
  total=$((total + price * percent / 100))
done

echo "$total"

commit refs/tags/v1.0
mark :12
author Tobias Hay <tobias@skua.example> 1773218759 +0000
committer Tobias Hay <tobias@skua.example> 1773218759 +0000
data 31
Find the price of the way back
from :10
M 100755 :11 fare.sh

blob
mark :13
data 155
# Changelog

## Unreleased

## 1.0

- Fares of all crossings, and half of it for children.
- Passengers are told when a crossing is cancelled.
- Receipts.

commit refs/tags/v1.0
mark :14
author Nadia Okoro <nadia@skua.example> 1773399630 +0000
committer Nadia Okoro <nadia@skua.example> 1773399630 +0000
data 17
Keep a changelog
from :12
M 100644 :13 CHANGELOG.md

blob
mark :15
data 131
#!/bin/sh
# receipt.sh FROM TO CLASS...
set -eu

echo "Skua Ferries"
echo "$1 - $2"
echo "$("$(dirname "$0")/fare.sh" "$@") pence"

commit refs/tags/v1.0
mark :16
author Freya Linklater <freya@skua.example> 1773332400 +0000
committer Freya Linklater <freya@skua.example> 1773332400 +0000
data 16
Print a receipt
from :12
M 100755 :15 receipt.sh

commit refs/tags/v1.0
mark :17
author Ines Moar <ines@skua.example> 1773653400 +0000
committer Ines Moar <ines@skua.example> 1773653400 +0000
data 23
Merge branch 'receipt'
from :14
merge :16
M 100755 :15 receipt.sh

blob
mark :18
data 304
#!/bin/sh
# notify.sh NUMBER TEXT
# Sends a passenger a message.
set -eu
cd "$(dirname "$0")"

if [ -e sms.env ]; then
  . ./sms.env
else
  SMS_TOKEN=tok-5f0c9e27a41b8d63
fi

curl -fsS -H "Authorization: Bearer $SMS_TOKEN" --data-urlencode "to=$1" --data-urlencode "text=$2" https://sms.example/messages

commit refs/tags/v1.1
mark :19
author Tobias Hay <tobias@skua.example> 1775563544 +0100
committer Tobias Hay <tobias@skua.example> 1775563544 +0100
data 41
Send messages without a file of settings
from :17
M 100755 :18 notify.sh

blob
mark :20
data 283
#!/bin/sh
# kiosk.sh FROM TO
# Shows the fares of a crossing on the kiosk in the harbour.
set -eu
cd "$(dirname "$0")"

for class in $(awk '$1 == "classes" { for (i = 3; i <= NF; i++) print $i }' fares.conf); do
  printf '%-10s %5d\n' "$class" "$(./fare.sh "$1" "$2" "$class")"
done

commit refs/heads/kiosk
mark :21
author Nadia Okoro <nadia@skua.example> 1775639410 +0100
committer Nadia Okoro <nadia@skua.example> 1775639410 +0100
data 28
Show the fares at the kiosk
from :19
M 100755 :20 kiosk.sh

blob
mark :22
data 356
#!/bin/sh
# kiosk.sh FROM TO
# Shows the fares of a crossing on the kiosk in the harbour.
set -eu
cd "$(dirname "$0")"

trap '[ $? = 0 ] || ./notify.sh office "The kiosk shows nothing."' EXIT

for class in $(awk '$1 == "classes" { for (i = 3; i <= NF; i++) print $i }' fares.conf); do
  printf '%-10s %5d\n' "$class" "$(./fare.sh "$1" "$2" "$class")"
done

commit refs/heads/kiosk
mark :23
author Nadia Okoro <nadia@skua.example> 1775745300 +0100
committer Nadia Okoro <nadia@skua.example> 1775745300 +0100
data 107
Tell the office when the kiosk fails

Tried at the harbour with tok-5f0c9e27a41b8d63: the message arrives.
from :21
M 100755 :22 kiosk.sh

blob
mark :24
data 6
*.env

blob
mark :25
data 168
# Fares of Skua Ferries

    ./fare.sh Holm Skerry adult child

prints what the passengers pay together, in pence.

The environment of notify.sh has to have SMS_TOKEN.

blob
mark :26
data 240
#!/bin/sh
# notify.sh NUMBER TEXT
# Sends a passenger a message.
set -eu
cd "$(dirname "$0")"

: "$SMS_TOKEN"

curl -fsS -H "Authorization: Bearer $SMS_TOKEN" --data-urlencode "to=$1" --data-urlencode "text=$2" https://sms.example/messages

commit refs/tags/v1.1
mark :27
author Ines Moar <ines@skua.example> 1776067221 +0100
committer Ines Moar <ines@skua.example> 1776067221 +0100
data 36
Take the token from the environment
from :19
M 100644 :24 .gitignore
M 100644 :25 README.md
M 100755 :26 notify.sh
D sms.env

blob
mark :28
data 207
# Changelog

## Unreleased

- Families of up to five pay two and a half fares.

## 1.0

- Fares of all crossings, and half of it for children.
- Passengers are told when a crossing is cancelled.
- Receipts.

blob
mark :29
data 143
# What each class pays, in per cent of the price of the crossing.
classes = adult child dog family
adult = 100
child = 50
dog = 0
family = 250

commit refs/heads/family-ticket
mark :30
author Freya Linklater <freya@skua.example> 1776680553 +0100
committer Freya Linklater <freya@skua.example> 1776680553 +0100
data 20
Sell family tickets
from :27
M 100644 :28 CHANGELOG.md
M 100644 :29 fares.conf

blob
mark :31
data 124
from,to,pence
North Holm,Aith,980
Holm,Aith,520
Aith,Sandwick,410
Holm,Skerry,600
North Holm,Skerry,870
Sandwick,Skerry,300

commit refs/heads/family-ticket
mark :32
author Freya Linklater <freya@skua.example> 1776845700 +0100
committer Freya Linklater <freya@skua.example> 1776845700 +0100
data 44
Take forty pence off the crossing to Skerry
from :30
M 100644 :31 prices.csv

blob
mark :33
data 229
# Fares of Skua Ferries

    ./fare.sh Holm Skerry adult child

prints what the passengers pay together, in pence. A family of up to five is one passenger of the class family.

The environment of notify.sh has to have SMS_TOKEN.

commit refs/heads/family-ticket
mark :34
author Freya Linklater <freya@skua.example> 1776962882 +0100
committer Freya Linklater <freya@skua.example> 1776962882 +0100
data 23
Explain family tickets
from :32
M 100644 :33 README.md

blob
mark :35
data 203
# Changelog

## Unreleased

- Bikes go along for three fifths of the fare.

## 1.0

- Fares of all crossings, and half of it for children.
- Passengers are told when a crossing is cancelled.
- Receipts.

blob
mark :36
data 138
# What each class pays, in per cent of the price of the crossing.
classes = adult child dog bike
adult = 100
child = 50
dog = 0
bike = 60

commit refs/tags/v1.1
mark :37
author Tobias Hay <tobias@skua.example> 1776756600 +0100
committer Tobias Hay <tobias@skua.example> 1776756600 +0100
data 19
Let bikes on board
from :27
M 100644 :35 CHANGELOG.md
M 100644 :36 fares.conf

blob
mark :38
data 726
#!/bin/sh
# fare.sh FROM TO CLASS...
# Prints what these passengers pay together, in pence.
set -eu
cd "$(dirname "$0")"

fail() {
  echo "fare.sh: $1" >&2
  exit 1
}

# The price of a crossing, in pence. The way back costs the same.
price_of() {
  awk -F, -v a="$1" -v b="$2" '($1 == a && $2 == b) || ($1 == b && $2 == a) { print $3 }' prices.csv
}

# What a class pays, in per cent of the price.
percent_of() {
  awk -v class="$1" '$1 == class && $2 == "=" { print $3 }' fares.conf
}

from=$1
to=$2
shift 2

price=$(price_of "$from" "$to")
[ -n "$price" ] || fail "nobody sails from $from to $to"

total=0
for class in "$@"; do
  percent=$(percent_of "$class")
  total=$((total + price * percent / 100))
done

echo "$total"

commit refs/tags/v1.1
mark :39
author Ines Moar <ines@skua.example> 1777023619 +0100
committer Ines Moar <ines@skua.example> 1777023619 +0100
data 31
Say so when nobody sails there
from :37
M 100755 :38 fare.sh

blob
mark :40
data 693
#!/bin/sh
# fare.sh FROM TO CLASS...
# Prints what these passengers pay together, in pence.
set -eu
cd "$(dirname "$0")"

fail() {
  echo "fare.sh: $1" >&2
  exit 1
}

# The price of a crossing, in pence. The way back costs the same.
price_of() {
  grep -e "$1,$2," -e "$2,$1," prices.csv | head -n 1 | cut -d, -f3
}

# What a class pays, in per cent of the price.
percent_of() {
  awk -v class="$1" '$1 == class && $2 == "=" { print $3 }' fares.conf
}

from=$1
to=$2
shift 2

price=$(price_of "$from" "$to")
[ -n "$price" ] || fail "nobody sails from $from to $to"

total=0
for class in "$@"; do
  percent=$(percent_of "$class")
  total=$((total + price * percent / 100))
done

echo "$total"

commit refs/tags/v1.1
mark :41
author Nadia Okoro <nadia@skua.example> 1777382054 +0100
committer Nadia Okoro <nadia@skua.example> 1777382054 +0100
data 33
Look a price up in half the time
from :39
M 100755 :40 fare.sh

blob
mark :42
data 748
#!/bin/sh
# fare.sh FROM TO CLASS...
# Prints what these passengers pay together, in pence.
set -eu
cd "$(dirname "$0")"

fail() {
  echo "fare.sh: $1" >&2
  exit 1
}

# The price of a crossing, in pence. The way back costs the same.
price_of() {
  grep -e "$1,$2," -e "$2,$1," prices.csv | head -n 1 | cut -d, -f3
}

# What a class pays, in per cent of the price.
percent_of() {
  awk -v class="$1" '$1 == class && $2 == "=" { print $3 }' fares.conf
}

from=$1
to=$2
shift 2

price=$(price_of "$from" "$to")
[ -n "$price" ] || fail "nobody sails from $from to $to"

total=0
for class in "$@"; do
  percent=$(percent_of "$class")
  [ -n "$percent" ] || fail "there is no class $class"
  total=$((total + price * percent / 100))
done

echo "$total"

commit refs/tags/v1.1
mark :43
author Tobias Hay <tobias@skua.example> 1777882140 +0100
committer Tobias Hay <tobias@skua.example> 1777882140 +0100
data 27
Say which class is unknown
from :41
M 100755 :42 fare.sh

blob
mark :44
data 753
#!/bin/sh
# fare.sh FROM TO CLASS...
# Prints what these passengers pay together, in pence.
set -eu
cd "$(dirname "$0")"

fail() {
  echo "fare.sh: $1" >&2
  exit 1
}

# The price of a crossing, in pence. The way back costs the same.
price_of() {
  grep -e "$1,$2," -e "$2,$1," data/prices.csv | head -n 1 | cut -d, -f3
}

# What a class pays, in per cent of the price.
percent_of() {
  awk -v class="$1" '$1 == class && $2 == "=" { print $3 }' fares.conf
}

from=$1
to=$2
shift 2

price=$(price_of "$from" "$to")
[ -n "$price" ] || fail "nobody sails from $from to $to"

total=0
for class in "$@"; do
  percent=$(percent_of "$class")
  [ -n "$percent" ] || fail "there is no class $class"
  total=$((total + price * percent / 100))
done

echo "$total"

commit refs/tags/v1.1
mark :45
author Ines Moar <ines@skua.example> 1778065200 +0100
committer Ines Moar <ines@skua.example> 1778065200 +0100
data 38
Give the prices a folder of their own
from :43
M 100644 :4 data/prices.csv
M 100755 :44 fare.sh
D prices.csv

blob
mark :46
data 237
# Changelog

## Unreleased

- Bikes go along for three fifths of the fare.
- A crossing from Skerry to Uyea.

## 1.0

- Fares of all crossings, and half of it for children.
- Passengers are told when a crossing is cancelled.
- Receipts.

blob
mark :47
data 140
from,to,pence
North Holm,Aith,980
Holm,Aith,520
Aith,Sandwick,410
Holm,Skerry,640
North Holm,Skerry,870
Sandwick,Skerry,300
Skerry,Uyea,730

commit refs/tags/v1.1
mark :48
author Nadia Okoro <nadia@skua.example> 1778491860 +0100
committer Nadia Okoro <nadia@skua.example> 1778491860 +0100
data 13
Sail to Uyea
from :45
M 100644 :46 CHANGELOG.md
M 100644 :47 data/prices.csv

blob
mark :49
data 925
#!/bin/sh
# fare.sh FROM TO CLASS...
# Prints what these passengers pay together, in pence.
# With UNIT=pounds in its environment it prints pounds.
set -eu
cd "$(dirname "$0")"

fail() {
  echo "fare.sh: $1" >&2
  exit 1
}

# The price of a crossing, in pence. The way back costs the same.
price_of() {
  grep -e "$1,$2," -e "$2,$1," data/prices.csv | head -n 1 | cut -d, -f3
}

# What a class pays, in per cent of the price.
percent_of() {
  awk -v class="$1" '$1 == class && $2 == "=" { print $3 }' fares.conf
}

from=$1
to=$2
shift 2

price=$(price_of "$from" "$to")
[ -n "$price" ] || fail "nobody sails from $from to $to"

total=0
for class in "$@"; do
  percent=$(percent_of "$class")
  [ -n "$percent" ] || fail "there is no class $class"
  total=$((total + price * percent / 100))
done

if [ "$(printenv UNIT)" = pounds ]; then
  awk -v pence="$total" 'BEGIN { printf "%.2f\n", pence / 100 }'
else
  echo "$total"
fi

commit refs/heads/main
mark :50
author Tobias Hay <tobias@skua.example> 1779116112 +0100
committer Tobias Hay <tobias@skua.example> 1779116112 +0100
data 27
Print pounds when asked to
from :48
M 100755 :49 fare.sh

tag v1.0
from :17
tagger Ines Moar <ines@skua.example> 1773654072 +0000
data 48
Version 1.0

The first one that passengers see.

`.slice(1);
