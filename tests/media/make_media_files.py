"""Makes pictures and movies with PIL and ffmpeg, and facts.txt: of each its media type, size, duration
and the times of its frames, as PIL and ffprobe tell them.

    make_media_files.py FOLDER
"""
import json
import pathlib
import shutil
import subprocess
import sys

from PIL import Image, PngImagePlugin

folder = pathlib.Path(sys.argv[1])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
facts = []


def frames(count):
    return [Image.linear_gradient("L").resize((31, 22)).rotate(20 * i).convert("RGB")
            for i in range(count)]


def picture(name, mime, **options):
    frames(1)[0].save(folder / name, **options)
    with Image.open(folder / name) as image:
        facts.append([name, mime, *image.size, 0])


def animation(name, mime, durations, **options):
    """durations: milliseconds of the frames, of which no two alike follow one another."""
    first, *others = frames(len(durations))
    first.save(folder / name, save_all=True, append_images=others, duration=durations, **options)
    with Image.open(folder / name) as image:
        assert image.n_frames == len(durations), name
        times = [sum(durations[:i]) / 1000 for i in range(len(durations))]
        facts.append([name, mime, *image.size, sum(durations) / 1000, *times])


texts = PngImagePlugin.PngInfo()
texts.add_text("Title", "a text of Latin-1")
texts.add_itxt("Author", "Gauß 🙂")
texts.add_text("Comment", "compressed", zip=True)
picture("texts.png", "image/png", pnginfo=texts)
picture("still.gif", "image/gif")
picture("lossy.webp", "image/webp")
picture("lossless.webp", "image/webp", lossless=True)
animation("a.gif", "image/gif", [40, 100, 250, 20], loop=0)
animation("a.png", "image/apng", [40, 100, 250, 20])
animation("a.webp", "image/webp", [40, 100, 251, 23])


def movie(name, mime, *arguments):
    """A movie with sound: more than one track, and frames that are not in their order."""
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-f", "lavfi",
                    "-i", "testsrc=size=64x48:rate=25:duration=1", "-pix_fmt", "yuv420p", *arguments,
                    folder / name], check=True, stdin=subprocess.DEVNULL)
    shown = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries",
         "stream=width,height,duration:format=duration:packet=pts_time", "-of", "json", folder / name],
        check=True, capture_output=True, stdin=subprocess.DEVNULL).stdout)
    times = sorted(float(packet["pts_time"]) for packet in shown["packets"])
    stream = shown["streams"][0]
    # Matroska says how long the whole file is, sound among it.
    duration = stream.get("duration", shown["format"]["duration"])
    facts.append([name, mime, stream["width"], stream["height"], duration,
                  *[round(t - times[0], 6) for t in times]])


if shutil.which("ffmpeg") and shutil.which("ffprobe"):
    movie("b-frames.mp4", "video/mp4", "-c:v", "libx264", "-bf", "3")
    movie("fragments.mp4", "video/mp4", "-c:v", "libx264", "-movflags", "empty_moov+frag_keyframe",
          "-g", "10")
    movie("b-frames.mkv", "video/x-matroska", "-c:v", "libx264", "-bf", "3")
    movie("a.webm", "video/webm", "-c:v", "libvpx-vp9", "-cpu-used", "8")

with open(folder / "facts.txt", "w") as out:
    for line in facts:
        print(*line, file=out)
