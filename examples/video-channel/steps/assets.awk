# style, seed, four colours from dark to bright -> the shapes of one still, in ImageMagick's drawing language.
function paint(color, opacity) { return color sprintf("%02x", opacity * 255) }

function disc(x, y, r, color, opacity) {
  printf "fill %s circle %.1f,%.1f %.1f,%.1f\n", paint(color, opacity), x, y, x + r, y
}

function ring(x, y, r) {
  printf "fill none stroke %s stroke-width 2 circle %.1f,%.1f %.1f,%.1f stroke none\n", paint(light, .5), x, y, x + r, y
}

function hill(y, height, color, opacity,   x, phase, waves) {
  phase = rand() * 6; waves = 2 + rand() * 3
  printf "fill %s path \"M 0,1080", paint(color, opacity)
  for (x = 0; x <= 1920; x += 16)
    printf " L %d,%.1f", x, y + height * sin(phase + x / 640 * waves) + height / 3 * sin(3 * phase + x / 240 * waves)
  print " L 1920,1080 Z\""
}

function ray(from, to, opacity) {
  printf "fill %s path \"M 1450,560 L %.1f,%.1f L %.1f,%.1f Z\"\n", paint(light, opacity),
    1450 + 2300 * cos(from), 560 + 2300 * sin(from), 1450 + 2300 * cos(to), 560 + 2300 * sin(to)
}

function sun_over_hills() {
  for (i = 6; i; i--) disc(x, y, 90 + i * 55, light, .07)
  disc(x, y, 105, light, .95)
  for (i = 0; i < 5; i++) hill(560 + i * 110, 70 - i * 6, (i % 2 ? night : dusk), .45 + i * .13)
}

function orbits() {
  disc(1400, 480, 150, glow, .95)
  for (i = 1; i < 7; i++) {
    r = 170 + i * 85; turn = rand() * 6.2832
    ring(1400, 480, r)
    disc(1400 + r * cos(turn), 480 + r * sin(turn), 12 + rand() * 30, light, .9)
  }
}

function bubbles() {
  for (i = 0; i < 46; i++) disc(rand() * 1920, rand() * 1080, 20 + rand() ^ 2 * 190, (i % 3 ? light : glow), .05 + rand() * .16)
}

function waves() { for (i = 0; i < 9; i++) hill(240 + i * 95, 60, (i % 2 ? glow : dusk), .16 + i * .03) }

function rays() {
  for (i = 0; i < 24; i++) ray(i * .2618, (i + 1) * .2618, .03 + (i % 2) * .12)
  disc(1450, 560, 190, glow, .9)
  disc(1450, 560, 130, light, .9)
}

function moonlight() {
  for (i = 0; i < 260; i++) disc(rand() * 1920, rand() * 900, .6 + rand() ^ 4 * 5, light, .3 + rand() * .7)
  disc(x, y, 170, light, .08); disc(x, y, 115, light, .95)
  disc(x - 35, y - 30, 26, dusk, .13); disc(x + 30, y + 25, 38, dusk, .1); disc(x + 45, y - 45, 15, dusk, .12)
  hill(860, 60, night, .8); hill(950, 40, night, 1)
}

BEGIN {
  srand(seed); rand()
  x = 1150 + rand() * 500; y = 260 + rand() * 200
  if (style == 0) sun_over_hills()
  if (style == 1) orbits()
  if (style == 2) bubbles()
  if (style == 3) waves()
  if (style == 4) rays()
  if (style == 5) moonlight()
}
