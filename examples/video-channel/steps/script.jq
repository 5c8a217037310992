# $topic, $channel, $draft, $seed, $any_glyph; $called, $voice, $style of the channel; $note and $revision of a rejection
# -> {title, topic, channel, name, draft, width, height, voice, style, revision, note, remark, seed, dropped, scenes: [{kicker, headline, lines}]}
# The same of all these always gives the same film. `lines` are spoken, and shown as subtitles, one at a time.

# What DejaVu can draw: Latin, Greek, Cyrillic, common punctuation and currency; no controls, no text direction marks.
def drawable: . >= 32 and (. < 127 or . > 159) and
  ($any_glyph or . < 1328 or (. >= 7680 and . < 8203) or (. >= 8208 and . < 8232) or (. >= 8240 and . < 8287) or (. >= 8352 and . < 8384));
def tidy: explode | map(if . < 32 or . == 127 then 32 else . end | select(drawable)) | implode
  | gsub("\\s+"; " ") | sub("^ "; "") | sub(" $"; "");
def shorten($n): if length <= $n then . else (.[:$n] | sub("\\s+\\S*$"; "")) + "…" end;
def capital: (.[:1] | ascii_upcase) + .[1:];
def pick($salt): .[($seed / $salt | floor) % length];

# Colours from dark to bright: night, dusk, glow, light.
def palettes: [ "#0b1026 #2b3a7a #e0607e #ffd8a8", "#04141f #0f4c5c #e36414 #fbe5c8", "#120b24 #4a2c7d #f2668b #ffe3e3",
  "#071a16 #1b5e4b #e9c46a #fff3d6", "#0d1420 #31527a #7fc8c2 #f4f1de", "#1a0f14 #6a1e3a #f08a4b #ffe8c7" ];

def stop($mark): if endswith("…") then . else . + $mark end;
def bare($n): shorten($n) | sub("[.!?,;: ]+$"; "");

($topic | tidy) as $drawn
| (if $drawn == "" then "Today's topic" else $drawn end) as $name
| ($name | endswith("?")) as $question
| (if $question then "?" else "." end) as $mark
| {
    title: ($name | capital | shorten(110)),
    topic: $topic, channel: $channel, name: (if $called == "" then $channel else $called end | tidy | shorten(40)), seed: $seed,
    draft: $draft, width: (if $draft then 320 else 1280 end), height: (if $draft then 180 else 720 end),
    voice: { name: ($voice.name // "en-us"), speed: ($voice.speed // 166), pitch: ($voice.pitch // 38) },
    style: { colours: ($style.colours // (palettes | pick(7) | split(" "))), font: ($style.font // "DejaVuSans") },
    revision: $revision, note: $note,
    remark: (if $revision > 1 then "Version \($revision): \($note | tidy | shorten(100))" else "" end),
    dropped: (($topic | explode | map(select(. >= 32 and . != 127)) | map(select(drawable | not))) != []),
    scenes: [
      { kicker: (if $question then "One question" else "In one minute" end),
        headline: ($name | capital | shorten(110) | gsub("(?<run>\\S{36})(?=\\S)"; .run + " ")),
        lines: [ ($name | bare(72) | capital | stop($mark)),
          (if $question then [ "It sounds simple.", "People have asked it for a long time." ]
           else [ "You have heard of it before.", "There is more to it than it seems." ] end | pick(1)),
          "Let's take a closer look." ] },
      { kicker: "First impressions",
        headline: ([ "Everybody starts somewhere", "The view from far away" ] | pick(2)),
        lines: [ "Most of us meet it by accident: a headline, a passing thought.",
          ([ "The first impression is rarely wrong, but never complete.", "From far away, it all looks like one thing." ] | pick(2)) ] },
      { kicker: "A closer look",
        headline: ([ "Small parts, one whole", "It is all in the pieces" ] | pick(4)),
        lines: [ "Step closer, and the whole breaks into small parts.",
          ([ "Each of them is simple. What matters is how they touch.", "Move one of them, and all the others answer." ] | pick(4)) ] },
      { kicker: "Over time",
        headline: ([ "Nothing stands still", "Yesterday's answer, today's question" ] | pick(8)),
        lines: [ "Nothing here stands still.",
          "What was certain a hundred years ago looks odd today.",
          ([ "Some of what we believe now will look odd, too.", "The next surprise is already on its way." ] | pick(8)) ] },
      { kicker: "Why it matters",
        headline: ([ "What you notice changes", "Knowing changes looking" ] | pick(16)),
        lines: [ "Why care?",
          ([ "Because it changes what we notice, and what we dare to try.",
             "Because whoever knows a little more sees a good deal more." ] | pick(16)) ] },
      { kicker: "Keep looking",
        headline: ([ "The next question is yours", "Now look again" ] | pick(32)),
        lines: [ "Our " + (if $question then "question" else "topic" end) + " was: " + ($name | bare(40) | stop($mark)),
          ([ "The best part is what you find out next.", "If one thing stays with you, let it be the next question." ] | pick(32)),
          "Thanks for watching." ] }
    ]
  }
| if $draft then .scenes |= [ .[:2][] | .lines |= .[:1] ] else . end
