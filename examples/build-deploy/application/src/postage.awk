BEGIN {
  cents = price(zone, grams + 0)
  if (cents < 0) {
    printf "no price for %s g to %s\n", grams, zone > "/dev/stderr"
    exit 1
  }
  printf "%d.%02d\n", int(cents / 100), cents % 100
}
