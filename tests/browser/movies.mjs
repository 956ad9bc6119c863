// What a browser makes of one movie: whether it plays, how long it is, which frame stands where,
// and its colours.
//
// An expectation is an object of
//   name, page        the page's file, which holds the movie alone
//   kind              'video', or 'img' for an animated picture
//   width, height     in pixels, of the movie itself
//   frames, rate      the number of frames, and how many a second as [numerator, denominator]
//   first             the number in the first frame; 0 unless given
//   duration_slack    seconds that a duration may differ by; a hundredth of a millisecond unless
//                     given
//   loop, autoplay    whether it starts again, and plays unasked
//   source, type      which of the sources plays, from 0 (one for both browsers, or an object of
//                     one for each), and the media type without parameters
//   counter           [x, y, block, count]: so many squares in a row that are dark or light: the
//                     number of the frame in binary, its highest digit at the left
//   patches           [x, y, width, height, red, green, blue] each: what is the same in all frames
//   inset             pixels at the edges of a patch that are not looked at
//   patience          milliseconds to wait for what should come, far longer than it takes
//   gray_tolerance, tolerance    the largest error of a component in gray patches and in others
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Runs in the page, so it holds all that it needs.
async function in_page([task, given]) {
  const medium = document.querySelector('video, img');
  const pause = () => new Promise((done) => setTimeout(done, 10));
  const until = async (what, condition) => {
    for (const start = performance.now(); !condition(); await pause()) {
      if (medium.error) throw new Error(`${what}: media error ${medium.error.code} ${medium.error.message}`);
      if (performance.now() - start > given.patience) throw new Error(`${what}: waited in vain`);
    }
  };
  const seek = async (time) => {
    let done = false;
    medium.addEventListener('seeked', () => { done = true; }, { once: true });
    medium.currentTime = time;
    await until(`seek to ${time}`, () => done);
  };

  const canvas = document.createElement('canvas');
  canvas.width = given.width;
  canvas.height = given.height;
  const context = canvas.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  const pixels_of = (picture) => {
    context.clearRect(0, 0, given.width, given.height);
    context.drawImage(picture, 0, 0);
    return context.getImageData(0, 0, given.width, given.height).data;
  };
  // The number in the picture, or -1 where it shows none: a frame that is not there yet leaves the
  // canvas transparent.
  const number_in = (pixels) => {
    const [x, y, block, count] = given.counter;
    let number = 0;
    for (let i = 0; i < count; ++i) {
      const at = 4 * ((y + (block >> 1)) * given.width + x + i * block + (block >> 1));
      if (medium.localName === 'video' && pixels[at + 3] !== 255) return -1;
      const light = (pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3;
      if (light > 96 && light < 160) return -1;
      number = 2 * number + (light > 128 ? 1 : 0);
    }
    return number;
  };
  // For each patch the largest and smallest component of each colour that it shows.
  const extremes = (pixels) => given.patches.map(([x, y, w, h]) => {
    const least = [255, 255, 255];
    const most = [0, 0, 0];
    for (let j = y + given.inset; j < y + h - given.inset; ++j)
      for (let i = x + given.inset; i < x + w - given.inset; ++i)
        for (let c = 0; c < 3; ++c) {
          const value = pixels[4 * (j * given.width + i) + c];
          least[c] = Math.min(least[c], value);
          most[c] = Math.max(most[c], value);
        }
    return [...least, ...most];
  });

  const tasks = {
    async facts() {
      const autoplay = medium.autoplay;
      await until('metadata', () => medium.readyState >= 1);
      if (given.autoplay) await until('plays unasked', () => !medium.paused && medium.currentTime > 0);
      medium.pause();
      const sources = [...medium.querySelectorAll('source')];
      const index = sources.findIndex((s) => s.src === medium.currentSrc);
      return { width: medium.videoWidth, height: medium.videoHeight, duration: medium.duration,
               autoplay, type: medium.currentSrc.slice(0, 100).match(/^data:([^;,]*)/)?.[1],
               source: sources.length === 0 ? 0 : index };
    },

    async frame() {
      await seek(given.time);
      // The right frame may be shown a little after the event; a wrong one stays.
      let pixels = pixels_of(medium);
      for (const start = performance.now();
           number_in(pixels) !== given.number && performance.now() - start < given.patience / 10;) {
        await pause();
        pixels = pixels_of(medium);
      }
      return { number: number_in(pixels), extremes: extremes(pixels) };
    },

    async plays() {
      await seek(0);
      await medium.play();
      await until('plays', () => medium.currentTime > 0 && number_in(pixels_of(medium)) > given.first);
      medium.pause();
      return true;
    },

    // What happens at the end.
    async end() {
      const from = Math.max(0, given.duration - 1.5 / given.fps);
      let ended = false;
      medium.addEventListener('ended', () => { ended = true; }, { once: true });
      await seek(from);
      await medium.play();
      await until('the end', () => ended || medium.currentTime < from);
      medium.pause();
      return ended ? 'ended' : 'again';
    },

    // An animated picture has no clock that could be set, so its frames are decoded.
    async picture() {
      await medium.decode();
      const type = medium.src.slice(5, medium.src.indexOf(';'));
      const binary = atob(medium.src.slice(medium.src.indexOf(',') + 1));
      const data = Uint8Array.from(binary, (c) => c.charCodeAt(0));
      const decoder = new ImageDecoder({ data, type });
      await decoder.completed;
      await decoder.tracks.ready;
      const track = decoder.tracks.selectedTrack;
      const frames = [];
      for (let i = 0; i < track.frameCount; ++i) {
        const { image } = await decoder.decode({ frameIndex: i });
        const pixels = pixels_of(image);
        frames.push({ number: number_in(pixels), duration: image.duration / 1e6,
                      extremes: extremes(pixels) });
        image.close();
      }
      return { width: medium.naturalWidth, height: medium.naturalHeight, type, frames,
               repeats: track.repetitionCount };
    },
  };
  try {
    return { value: await tasks[task]() };
  } catch (error) {
    return { failure: error.message };
  }
}

// Middle of the first frame, of the last, and of five between, there and back.
export function targets(frames) {
  const last = frames - 1;
  const at = [0, last, last >> 1, 1, last - 1, last >> 2, last - (last >> 2)];
  return at.map((n) => Math.min(Math.max(n, 0), last));
}

// The largest errors of colours in gray patches and in others.
function errors_of(patches, extremes) {
  const worst = { gray: 0, colour: 0, at: { gray: '', colour: '' } };
  patches.forEach(([x, y, , , ...rgb], i) => {
    const kind = rgb[0] === rgb[1] && rgb[1] === rgb[2] ? 'gray' : 'colour';
    for (let c = 0; c < 3; ++c)
      for (const value of [extremes[i][c], extremes[i][c + 3]]) {
        const error = Math.abs(value - rgb[c]);
        if (error <= worst[kind]) continue;
        worst[kind] = error;
        worst.at[kind] = `${rgb} at ${x},${y} shown as ${extremes[i].slice(0, 3)}…${extremes[i].slice(3)}`;
      }
  });
  return worst;
}

// Opens the page of an expectation and calls check(condition, message) for each thing that it
// says. Returns the largest errors of colours.
export async function check_movie(browser, browser_name, directory, expected, check) {
  const label = `${expected.name} in ${browser_name}`;
  const fps = expected.rate[0] / expected.rate[1];
  const duration = expected.frames / fps;
  const first = expected.first ?? 0;
  const slack = expected.duration_slack ?? 1e-5;
  const given = { width: expected.width, height: expected.height, counter: expected.counter,
                  patches: expected.patches, inset: expected.inset, first, duration, fps,
                  autoplay: expected.autoplay ?? false, patience: expected.patience ?? 20_000 };
  const worst = { gray: 0, colour: 0, at: {} };
  const check_frame = (found, number, when) => {
    check(found.number === number, `${label}: frame ${found.number} ${when}, where ${number} is`);
    const errors = errors_of(expected.patches, found.extremes);
    for (const kind of ['gray', 'colour'])
      if (errors[kind] > worst[kind]) {
        worst[kind] = errors[kind];
        worst.at[kind] = `${errors.at[kind]} in frame ${number}`;
      }
  };
  // The value of a task, or undefined where it failed.
  const run = async (task, more = {}) => {
    const { value, failure } = await browser.evaluate(in_page, [task, { ...given, ...more }]);
    check(failure === undefined, `${label}: ${failure}`);
    return value;
  };

  await browser.open(pathToFileURL(path.resolve(directory, expected.page)).href);
  const facts = await run(expected.kind === 'img' ? 'picture' : 'facts');
  if (facts === undefined) return worst;
  check(facts.width === expected.width && facts.height === expected.height,
        `${label}: ${facts.width} x ${facts.height} instead of ${expected.width} x ${expected.height}`);
  check(facts.type === expected.type, `${label}: ${facts.type} plays instead of ${expected.type}`);
  if (expected.kind === 'img') {
    check(facts.frames.length === expected.frames,
          `${label}: ${facts.frames.length} frames instead of ${expected.frames}`);
    check((facts.repeats === Infinity) === expected.loop, `${label}: plays ${facts.repeats} times more`);
    facts.frames.forEach((frame, i) => {
      check(Math.abs(frame.duration - 1 / fps) <= slack,
            `${label}: frame ${i} stays ${frame.duration} s instead of ${1 / fps} s`);
      check_frame(frame, first + i, `in place ${i}`);
    });
  } else {
    check(Math.abs(facts.duration - duration) <= slack,
          `${label}: a duration of ${facts.duration} s instead of ${duration} s`);
    check(facts.autoplay === given.autoplay, `${label}: autoplay is ${facts.autoplay}`);
    const source = typeof expected.source === 'object' ? expected.source[browser_name] : expected.source;
    check(facts.source === source, `${label}: source ${facts.source} plays instead of ${source}`);
    for (const target of targets(expected.frames)) {
      const time = (target + 0.5) / fps;
      const number = first + target;
      const found = await run('frame', { time, number });
      if (found) check_frame(found, number, `at ${time} s`);
    }
    await run('plays');
    const end = await run('end');
    if (end) check((end === 'again') === expected.loop, `${label}: ${end} at the end`);
  }
  for (const [kind, tolerance] of [['gray', expected.gray_tolerance ?? expected.tolerance],
                                   ['colour', expected.tolerance]])
    check(worst[kind] <= tolerance,
          `${label}: ${kind} wrong by ${worst[kind]}, more than ${tolerance}: ${worst.at[kind]}`);
  const { trouble } = browser.watched;
  check(trouble.length === 0, `${label}: ${trouble.slice(0, 5)}`);
  return worst;
}
