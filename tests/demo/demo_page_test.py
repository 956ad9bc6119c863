"""The demo's page: closed tags, nothing from elsewhere, all its parts, and the movie beside it.

    demo_page_test.py FOLDER FRAMES
"""
import base64
import html.parser
import json
import pathlib
import re
import subprocess
import sys

folder, frames = pathlib.Path(sys.argv[1]), int(sys.argv[2])
text = (folder / "demo.html").read_text()


class Tags(html.parser.HTMLParser):
    void = {"meta", "img", "br", "source", "input"}
    open_tags = []
    counts = {}

    def handle_starttag(self, tag, attributes):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in self.void:
            self.open_tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag, tag


tags = Tags()
tags.feed(text)
tags.close()
assert not tags.open_tags, tags.open_tags
assert tags.counts["img"] == 25 and tags.counts["video"] == 3, tags.counts
for part in ['class="compare"', 'class="compare together"', 'class="gallery"', 'class="chart"']:
    assert text.count(f"<figure {part}") + text.count(f"<section {part}") == 1, part
chart = json.loads(re.search(r'<script type="application/json">(.*?)</script>', text)[1])
rows = chart["data"]["values"]
# Without the scripts that would draw it, as here, the page says how to have them.
assert "cmake/bootstrap.sh demo --charts" in text
assert len(rows) == 224, len(rows)
for row in rows:
    assert base64.b64decode(row["image"].removeprefix("data:image/png;base64,"))[1:4] == b"PNG"
assert not re.search(r'(src|href|poster)="(?!data:)', text)
assert len(re.findall(r'<video [^>]*poster="data:image/png;base64,[^>]* controls[ >]', text)) == 3

movie = base64.b64decode(re.search(r'<video src="data:video/mp4;base64,([^"]*)"', text)[1])
file = folder / "gray_scott.mp4"
assert movie == file.read_bytes()
probed = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json",
                         file], check=True, capture_output=True)
stream = json.loads(probed.stdout)["streams"][0]
assert (stream["width"], stream["height"], int(stream["nb_read_frames"])) == (640, 480, frames)
assert not list(folder.glob("*partial*"))
