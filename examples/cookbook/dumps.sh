#!/bin/sh
# A folder of dumps, dump_0.npy, dump_1.npy, … as a picture, a movie and a page.
#
#   dumps.sh FOLDER
set -eu
cd "$1"

# What there is: shape, type, range and NaN count of each.
arrayreel 'dump_*.npy' --info

# The last one as a picture.
arrayreel dump_11.npy -o last.png --vsym --colormap RdBu

# All of them as a movie, dump_2 before dump_10, with one range of values and a label.
arrayreel 'dump_*.npy' -o run.mp4 --vsym --colormap RdBu --fps 12 \
  --label 't = {time:.1f} s' --time-step 0.5

# Two of them on a page.
arrayreel dump_0.npy dump_11.npy --html run.html --title 'Two dumps' --vsym --colormap RdBu
