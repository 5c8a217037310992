select n from longhaul_beat
