#!/bin/bash
# Writes what `make install` puts beside the command, all of it made from the command's own --help:
# man pages into FOLDER/man1, completion for bash into FOLDER/statement, for zsh into
# FOLDER/_statement.
#
#     conf/manual.sh PROGRAM FOLDER
set -eu
program=$1 folder=$2
mkdir -p "$folder/man1"

# "NAME<tab>SUMMARY", one line for each command.
commands=$("$program" --help | awk '
    /^  statement / { name = $2; summary = ""; next }
    /^      / && name != "" { sub(/^ +/, ""); print name "\t" $0; name = "" }')
version=$("$program" --version | awk '{ print $2; exit }')

# The help of a command as "option<tab>WORD<tab>text": WORD is empty where it has no value.
options() { # options COMMAND
    "$program" "$1" --help | awk '
        function flush() { if (name != "") print name "\t" value "\t" text; name = "" }
        /^  --?[a-z]/ {
            flush()
            text = substr($0, 3)
            match(text, /  +/)
            head = RSTART ? substr(text, 1, RSTART - 1) : text
            text = RSTART ? substr(text, RSTART + RLENGTH) : ""
            name = head; sub(/ .*/, "", name)
            value = head; if (!sub(/^[^ ]+ /, "", value)) value = ""
            next
        }
        /^            / && name != "" { line = $0; sub(/^ +/, "", line)
            text = text (text == "" ? "" : " ") line; next }
        { flush() }
        END { flush() }'
}

man_page() { # man_page NAME SUMMARY: the help on standard input
    awk -v name="$1" -v summary="$2" -v version="$version" '
        function roff(text) {
            gsub(/\\/, "\\e", text)
            gsub(/-/, "\\-", text)
            return text ~ /^[.\x27]/ ? "\\&" text : text
        }
        function heading(title) { if (title != last) print ".SH " title; last = title }
        BEGIN {
            print ".\\\" Made from --help by conf/manual.sh."
            print ".TH " toupper(name) " 1 \"\" \"mod_statement " version "\" \"mod_statement\""
            heading("NAME"); print roff(name) " \\- " roff(summary)
        }
        /^(usage:|       statement )/ {
            heading("SYNOPSIS")
            sub(/^(usage:)? +/, "")
            if (synopses++) print ".br"
            print ".B " roff($0); next
        }
        /^$/ { gap = 1; in_item = 0; next }
        /^Exit status:/ { heading("EXIT STATUS"); sub(/^Exit status: /, ""); print roff($0); next }
        /^  --?[a-z]/ || /^[a-z]+    ? +[^ ]/ || /^  statement / {
            heading($0 ~ /^  -/ ? "OPTIONS" : $0 ~ /^  statement/ ? "COMMANDS" : "STATES")
            sub(/^  /, ""); text = ""; head = $0
            if (match($0, /  +/)) { head = substr($0, 1, RSTART - 1)
                                    text = substr($0, RSTART + RLENGTH) }
            print ".TP"; print ".B " roff(head)
            if (text != "") print roff(text)
            in_item = 1; gap = 0; next
        }
        in_item && /^      / { sub(/^ +/, ""); print roff($0); next }
        {
            if (last == "SYNOPSIS" || last == "NAME") heading("DESCRIPTION")
            else if (last == "OPTIONS" || last == "COMMANDS" || last == "STATES") heading("NOTES")
            else if (gap) print ".PP"
            gap = 0
            sub(/^ +/, ""); print roff($0)
        }
        END { print ".SH ENVIRONMENT"
              print ".TP"; print ".B NO_COLOR"
              print "If it is set, nothing is coloured, on a terminal either."
              print ".SH SEE ALSO" }'
}

{
    "$program" --help | man_page statement "press statements in XML, without a server"
    cut -f1 <<<"$commands" | sed "s/.*/.BR statement\\\\-& (1)/; \$!s/\$/,/"
} >"$folder/man1/statement.1"
while IFS=$'\t' read -r name summary; do
    {
        "$program" "$name" --help | man_page "statement-$name" "$summary"
        echo '.BR statement (1)'
    } >"$folder/man1/statement-$name.1"
done <<<"$commands"

# Of a command with commands below it, as `state`: their names.
below() { # below COMMAND
    "$program" "$1" --help | sed -nE "s/^(usage:|      ) statement $1 ([a-z]+) .*/\2/p" | paste -sd' '
}

# What an option's value can be; files are the default of both shells.
values() { # values OPTION
    case $1 in
    --to) echo html rss atom json txt vcf ics ;;
    --format) echo text json gnu sarif ;;
    esac
}

{
    echo '# bash completion for statement; made from its --help by conf/manual.sh'
    echo '_statement() {'
    echo "    local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words="
    echo "    case \$COMP_CWORD:\$before:\${COMP_WORDS[1]} in"
    printf '    1:*) words="%s --help --version" ;;\n' "$(cut -f1 <<<"$commands" | tr '\n' ' ')"
    for option in --to --format; do
        printf '    *:%s:*) words="%s" ;;\n' "$option" "$(values $option)"
    done
    while IFS=$'\t' read -r name _; do
        valued=$(options "$name" | awk -F'\t' '$2 != "" { printf "%s*:%s:%s", sep, $1, name; sep = "|" }' \
            name="$name")
        [ -z "$valued" ] || printf '    %s) ;;\n' "$valued"
        printf '    *:%s) words="%s %s --help" ;;\n' "$name" "$(below "$name")" \
            "$(options "$name" | cut -f1 | tr '\n' ' ')"
    done <<<"$commands"
    echo '    esac'
    echo "    case \$COMP_CWORD:\$before:\$current in"
    while IFS=$'\t' read -r name _; do
        [ -z "$(below "$name")" ] || echo "    2:$name:[!-]* | 2:$name:) words=\${words%% --*} ;;"
    done <<<"$commands"
    echo '    1:* | *:--to:* | *:--format:* | *:-*) ;;'
    echo '    *) words= ;;'
    echo '    esac'
    echo "    mapfile -t COMPREPLY < <(compgen -W \"\$words\" -- \"\$current\")"
    echo '}'
    echo 'complete -o default -F _statement statement'
} >"$folder/statement"

plain() { sed "s/[]':[]/ /g; s/\`//g"; } # what _arguments takes for its own
{
    echo '#compdef statement'
    echo '# zsh completion for statement; made from its --help by conf/manual.sh'
    echo 'local -a commands'
    echo 'commands=('
    while IFS=$'\t' read -r name summary; do
        printf "    '%s:%s'\n" "$name" "$(plain <<<"$summary")"
    done <<<"$commands"
    echo ')'
    echo "if ((CURRENT == 2)); then _describe command commands; return; fi"
    echo "shift words; ((CURRENT--))"
    echo "case \$words[1] in"
    while IFS=$'\t' read -r name _; do
        printf '%s)\n    _arguments \\\n' "$name"
        options "$name" | while IFS= read -r line; do
            option=${line%%$'\t'*} rest=${line#*$'\t'}
            value=${rest%%$'\t'*} text=$(plain <<<"${rest#*$'\t'}")
            kind='_files' list=$(values "$option")
            [ -z "$list" ] || kind="($list)"
            printf "        '%s[%s]%s' \\\\\n" "$option" "$text" "${value:+:$value:$kind}"
        done
        words=$(below "$name")
        [ -z "$words" ] || printf "        '1:command:(%s)' \\\\\n" "$words"
        printf "        '--help[say more]' '*:file:_files'\n    ;;\n"
    done <<<"$commands"
    echo 'esac'
} >"$folder/_statement"
