#!/bin/sh
# Turns the package index of this machine's apt into posts for `agora import posts -`: one JSON object a line on stdout.
#
#   build/demo-data.sh [--fetch] [--limit N] > posts.ndjson
#
# The maintainer becomes the author, section and debtags become tags, the description becomes the body. The index holds no
# dates: publication dates are made up from the package's name, spread over five years, and are the same on every run.
#
#   --fetch    read a fresh index with long descriptions into a private folder; needs the network, no root, and changes
#              nothing of the system
#   --limit N  stop after N posts
set -eu
# Bytes, not characters: the three common awks then agree, and it is faster.
export LC_ALL=C

fail() {
  printf 'demo-data: %s\n' "$1" >&2
  exit 1
}

fetch=false
limit=0
while [ $# -gt 0 ]; do
  case $1 in
    --fetch) fetch=true ;;
    --limit)
      [ $# -ge 2 ] || fail '--limit needs a number.'
      shift
      case $1 in '' | *[!0-9]*) fail "--limit needs a number, not '$1'." ;; esac
      limit=$1
      ;;
    -h | --help)
      sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "$0"
      exit 0
      ;;
    *) fail "unknown option '$1'; try --help." ;;
  esac
  shift
done

command -v apt-cache >/dev/null 2>&1 ||
  fail 'this machine has no apt, so there is no package index to read.'\
' Agora brings a small demo set of its own: the first start in Development imports it.'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

if $fetch; then
  own=${XDG_CACHE_HOME:-${HOME:?}/.cache}/agora/apt
  mkdir -p "$own/lists/partial" "$own/archives/partial"
  # The settings of the machine (sources, proxies), less those about languages, folders and what runs after an update.
  {
    apt-config dump | grep -v -e '^Acquire::Languages' -e '^Dir::State' -e '^Dir::Cache' -e '^APT::Update::'
    cat <<CONF
Dir::State::Lists "$own/lists";
Dir::Cache "$own";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Acquire::Languages { "en"; };
APT::Sandbox::User "";
Debug::NoLocking "true";
CONF
  } >"$work/apt.conf"
  export APT_CONFIG="$work/apt.conf"
  printf 'demo-data: reading the package index into %s\n' "$own" >&2
  apt-get -qq update >&2 || fail 'apt-get update failed; its messages are above.'
fi

# The index itself has one line of description for each package. The long ones lie in separate files, which many containers
# are configured not to fetch; Description-md5 joins the two.
: >"$work/long"
helper=/usr/lib/apt/apt-helper
if [ -x "$helper" ]; then
  # shellcheck disable=SC2016 # apt fills in the name
  apt-get indextargets --format '$(FILENAME)' 'Created-By: Translations' 'Language: en' 2>/dev/null |
    while IFS= read -r list; do
      if [ -r "$list" ]; then
        "$helper" cat-file "$list" >>"$work/long"
      fi
    done
fi

apt-cache dumpavail >"$work/index" 2>/dev/null || true
grep -q '^Filename: ' "$work/index" ||
  fail 'the package lists of apt are empty. Fill them with "apt-get update" as root, or run this script with --fetch.'
[ -s "$work/long" ] ||
  printf 'demo-data: apt keeps short descriptions only on this machine; --fetch reads the long ones.\n' >&2

awk -v limit="$limit" '
  BEGIN {
    for (i = 1; i < 256; i++) {
      code[sprintf("%c", i)] = i
    }
    # 2022-01-01 to 2026-09-30. The end is fixed, so that a post has the same date, and with it the same id, on every run.
    split("31 28 31 30 31 30 31 31 30 31 30 31", length_of)
    for (year = 2022; year <= 2026; year++) {
      for (month = 1; month <= 12 && (year < 2026 || month <= 9); month++) {
        for (day = 1; day <= length_of[month] + (year == 2024 && month == 2); day++) {
          date[days++] = sprintf("%d-%02d-%02d", year, month, day)
        }
      }
    }
  }

  function json(text,   i, c, out) {
    if (text ~ /[\\"]/) {
      gsub(/[\\"]/, "\\\\&", text)
    }
    gsub(/\n/, "\\n", text)
    gsub(/\t/, "\\t", text)
    if (text ~ /[\001-\037\177]/) {
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        out = out (c ~ /[\001-\037\177]/ ? sprintf("\\u%04x", code[c]) : c)
      }
      text = out
    }
    return "\"" text "\""
  }

  # At most so many bytes, never half a character.
  function cut(text, most) {
    if (length(text) <= most) {
      return text
    }
    text = substr(text, 1, most - 3)
    sub(/[\300-\377]?[\200-\277]*$/, "", text)
    sub(/[ ,;:(]+$/, "", text)
    return text "..."
  }

  # Folded lines become paragraphs: one space continues, a dot ends a paragraph, more spaces or a bullet begin a line, and
  # what is indented below a bullet belongs to it. "item" is the indentation of the bullet, 99 for a line of its own.
  function unfold(text, line,   indent, begins) {
    if (line ~ /^ \.[ \t]*$/) {
      item = 0
      return text "\n\n"
    }
    match(line, /^ +/)
    indent = RLENGTH
    line = substr(line, indent + 1)
    if (line ~ /^[-*+o] /) {
      begins = 1
      item = indent
      indent = indent > 2 ? indent - 2 : 0
    } else if (indent == 1) {
      begins = item > 1
      item = 0
      indent = 0
    } else if (item == 0 || item == 99) {
      begins = 1
      item = 99
      indent--
    }
    if (text ~ /\n$/ || begins && text != "") {
      return text (text ~ /\n$/ ? "" : "\n") sprintf("%" indent "s", "") line
    }
    return text (text == "" ? "" : " ") line
  }

  function hash(text,   i, h) {
    h = 5381
    for (i = 1; i <= length(text); i++) {
      h = (h * 33 + code[substr(text, i, 1)]) % 2147483647
    }
    return h
  }

  # "contrib/games" gives contrib and games; "devel::lang:c++" gives devel-lang-cpp.
  function tags_of(section, debtags,   n, i, part, out, count, tag, seen) {
    gsub(/\//, " ", section)
    gsub(/,/, " ", debtags)
    n = split(section " " debtags, part, " ")
    for (i = 1; i <= n && count < 8; i++) {
      tag = tolower(part[i])
      gsub(/:+/, "-", tag)
      gsub(/\+/, "p", tag)
      if (tag !~ /^[a-z0-9][a-z0-9.-]*$/ || tag ~ /-todo$|^special-/ || length(tag) > 40 || tag in seen) {
        continue
      }
      seen[tag] = 1
      count++
      out = out (out == "" ? "" : ",") "\"" tag "\""
    }
    return "[" out "]"
  }

  function post(   at, text, facts, seconds) {
    if (!(name in described) && name != "" && maintainer != "" && short != "") {
      described[name] = 1
      # Trailing commas and second maintainers are left out: an author is one person or team.
      if (match(maintainer, /<[^<>]*>/)) {
        maintainer = substr(maintainer, 1, RSTART + RLENGTH - 1)
      }
      text = digest in long ? long[digest] : body
      sub(/[ \n]+$/, "", text)
      facts = "Package " name " " version ", section " section ", priority " priority "."
      if (homepage != "") {
        facts = facts "\n" homepage
      }
      gsub(/[\001-\037\177]+/, " ", short)
      sub(/ +$/, "", short)
      at = hash(name)
      seconds = int(at / days) % 86400
      printf "{\"author\":%s,\"title\":%s,\"body\":%s,\"tags\":%s,\"publishedAt\":\"%sT%02d:%02d:%02dZ\"}\n",
        json(maintainer), json(cut(name ": " short, 200)), json((text == "" ? short "." : text) "\n\n" facts),
        tags_of(section, debtags), date[at % days],
        int(seconds / 3600), int(seconds / 60) % 60, seconds % 60
      posts++
    }
    name = version = maintainer = section = priority = short = body = homepage = debtags = digest = ""
    field = ""
  }

  function end_long() {
    if (digest != "" && body != "") {
      long[digest] = body
    }
    digest = body = field = ""
  }

  /^$/ {
    if (part == 1) {
      end_long()
    } else {
      post()
      if (limit > 0 && posts >= limit) {
        exit
      }
    }
    next
  }

  /^[ \t]/ {
    if (field == "description") {
      body = unfold(body, $0)
    } else if (field == "tag") {
      debtags = debtags $0
    }
    next
  }

  { field = "" }
  /^Description-md5: / { digest = $2; next }
  /^Description(-en)?: / { field = "description"; item = 0; body = ""; short = substr($0, index($0, ": ") + 2); next }
  part == 1 { next }
  /^Package: / { name = $2; next }
  /^Version: / { version = $2; next }
  /^Maintainer: / { maintainer = substr($0, 13); next }
  /^Section: / { section = $2; next }
  /^Priority: / { priority = $2; next }
  /^Homepage: / { homepage = $2; next }
  /^Tag: / { debtags = substr($0, 6); field = "tag"; next }

  END {
    if (limit == 0 || posts < limit) {
      post()
    }
    if (posts == 0) {
      exit 1
    }
  }
' part=1 "$work/long" part=2 "$work/index" || fail 'the package index could not be read.'
