// Plays the movies of make_movies and compares what a browser makes of them with movies.json.
//
//   node movie_test.mjs <directory of the pages> <chromium|firefox> <movies|wrong|layout>
//
// "movies" prints the largest errors of colours that each movie shows. "wrong" expects of one movie
// and of one animated picture what they are not, and that each such thing is found. "layout" is
// about how movies stand in a page; its screenshots go beside the pages.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { browsers } from './browsers.mjs';
import { check_movie } from './movies.mjs';

const [directory, name, suite] = process.argv.slice(2);
const url_of = (page) => pathToFileURL(path.resolve(directory, page)).href;
let checks = 0;
const failures = [];
const check = (condition, message) => {
  ++checks;
  if (!condition) failures.push(message);
};

async function test_movies(movies, launch) {
  const browser = await launch();
  try {
    for (const expected of movies) {
      const { gray, colour } = await check_movie(browser, name, directory, expected, check);
      console.log(`${expected.name}: largest error gray ${gray}, colour ${colour}`);
    }
  } finally {
    await browser.close();
  }
}

// Each changes one thing in an expectation that holds, and names the problem that must be found.
const slips = [
  ['nothing', 'any', () => {}, null],
  ['size', 'any', (e) => { e.width -= 2; }, / instead of \d+ x \d+$/],
  ['type', 'any', (e) => { e.type = 'video/x'; }, /plays instead of video\/x/],
  ['loop', 'any', (e) => { e.loop = !e.loop; }, /at the end$|times more$/],
  ['a colour', 'any', (e) => { e.patches[7][5] ^= 8; }, /colour wrong by/],
  ['all colours', 'any', (e) => { for (const p of e.patches) p[6] += e.tolerance + 1; },
   /colour wrong by/],
  ['all grays', 'any', (e) => {
    for (const p of e.patches) for (const c of [4, 5, 6]) p[c] += e.gray_tolerance + 1;
  }, /gray wrong by/],
  ['frame before', 'any', (e) => { e.first = 1; }, /frame \d+ (at|in place)/],
  ['frame behind', 'any', (e) => { e.first = -1; }, /frame \d+ (at|in place)/],
  ['no number', 'any', (e) => {
    const [x, y, width] = e.patches.find((p) => p[4] === 128);
    e.counter = [x, y, width, 1];
  }, /frame -1 (at|in place)/],
  ['one frame less', 'any', (e) => { e.frames -= 1; }, /a duration of|\d+ frames instead/],
  ['one frame more', 'any', (e) => { e.frames += 1; }, /a duration of|\d+ frames instead/],
  ['rate', 'video', (e) => { e.rate = [e.rate[0] * 1001, e.rate[1] * 1000]; }, /a duration of/],
  ['duration', 'img', (e) => { e.rate = [e.rate[0] * 2, e.rate[1]]; }, /stays .* s instead/],
  ['frames half as long', 'video', (e) => { e.rate = [e.rate[0] * 2, e.rate[1]]; }, /frame \d+ at/],
  ['source', 'video', (e) => { e.source = 1; }, /source 0 plays instead of 1/],
  ['autoplay', 'video', (e) => { e.autoplay = true; }, /plays unasked: waited in vain/],
];

async function test_wrong(movies, launch) {
  const browser = await launch();
  try {
    for (const kind of ['video', 'img']) {
      const right = movies.find((e) => e.kind === kind && e.loop && !e.autoplay);
      for (const [what, of, change, found] of slips) {
        if (of !== 'any' && of !== kind) continue;
        const expected = structuredClone(right);
        if (found !== null) expected.patience = 1000;
        change(expected);
        const said = [];
        await check_movie(browser, name, directory, expected, (condition, message) => {
          if (!condition) said.push(message);
        });
        check(found === null ? said.length === 0 : said.some((message) => found.test(message)),
              `${kind}, wrong ${what}: ${said.length === 0 ? 'not found' : said[0]}`);
      }
    }
  } finally {
    await browser.close();
  }
}

// The sizes of every figure's movie or picture, in the page's and in its own pixels.
async function figures_in_page() {
  const figures = [...document.querySelectorAll('figure')];
  await Promise.all(figures.map(async (f) => {
    const medium = f.querySelector('video, img');
    if (medium.localName === 'img') return medium.decode();
    while (medium.readyState < 1) await new Promise((done) => setTimeout(done, 10));
    return medium.play();
  }));
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    figures: figures.map((f) => {
      const medium = f.querySelector('video, img');
      const box = medium.getBoundingClientRect();
      return { shown: [box.width, box.height], right: f.getBoundingClientRect().right,
               width: f.getBoundingClientRect().width,
               natural: medium.videoWidth ?? medium.naturalWidth,
               attributes: [+medium.getAttribute('width'), +medium.getAttribute('height')],
               fit: getComputedStyle(medium).objectFit };
    }),
  };
}

async function test_layout(movies, launch) {
  const close = (a, b, tolerance = 1) => Math.abs(a - b) <= tolerance;
  for (const dark of [false, true]) {
    const browser = await launch({ dark });
    try {
      for (const width of [1200, 390]) {
        const label = `${name}, ${width} wide, ${dark ? 'dark' : 'light'}`;
        await browser.open(url_of('movie_report.html'), { width, height: 900 });
        const { overflow, figures } = await browser.evaluate(figures_in_page);
        await browser.screenshot(
          path.join(directory, `movie_report_${name}_${width}_${dark ? 'dark' : 'light'}.png`));
        check(overflow <= 0, `${label}: ${overflow} pixels wider than the window`);
        check(figures.length === 6, `${label}: ${figures.length} figures`);
        for (const { shown, right, width: figure, natural, attributes, fit } of figures) {
          check(natural > 0, `${label}: a movie that is none`);
          check(right <= width, `${label}: a figure reaches ${right}`);
          // Not narrower than a caption wants to be, nor wider than the window.
          const least = Math.min(480, width - 32);
          check(close(figure, Math.max(shown[0], least)), `${label}: ${shown} in a figure of ${figure}`);
          // Smaller only where the window is, and then in proportion.
          check(shown[0] <= attributes[0] + 1, `${label}: ${shown} for ${attributes}`);
          check(shown[0] > attributes[0] - 1 || attributes[0] > width - 40,
                `${label}: ${shown} for ${attributes}`);
          check(close(shown[1], (shown[0] * attributes[1]) / attributes[0]),
                `${label}: ${shown} out of proportion with ${attributes}`);
          check(attributes[0] !== 400 || fit === 'fill', `${label}: 400 x 100 is not filled`);
        }
        check(browser.watched.trouble.length === 0, `${label}: ${browser.watched.trouble}`);
      }
      // The corner of a movie's box follows the mouse, and the movie the box.
      await browser.open(url_of('movie_report.html'), { width: 1200, height: 900 });
      await browser.evaluate(figures_in_page);
      const sizes = () => browser.evaluate(() => {
        const box = document.querySelector('figure > div').getBoundingClientRect();
        const video = document.querySelector('figure video').getBoundingClientRect();
        return { corner: [box.right, box.bottom], box: [box.width, box.height],
                 video: [video.width, video.height] };
      });
      for (const [x, y] of [[100, 0], [0, 60], [-130, -90]]) {
        const before = await sizes();
        await browser.drag(before.corner.map((c) => c - 4), [x, y]);
        const after = await sizes();
        check(close(after.box[0], before.box[0] + x) && close(after.box[1], before.box[1] + y),
              `${name} dragged by ${[x, y]}: ${before.box} became ${after.box}`);
        check(close(after.video[0], after.box[0]) && close(after.video[1], after.box[1]),
              `${name} dragged by ${[x, y]}: the movie has ${after.video}`);
      }
    } finally {
      await browser.close();
    }
  }
}

const suites = { movies: test_movies, wrong: test_wrong, layout: test_layout };
if (!directory || !Object.hasOwn(browsers, name) || !Object.hasOwn(suites, suite)) {
  console.error(`usage: movie_test.mjs <directory> <${Object.keys(browsers).join('|')}> ` +
                `<${Object.keys(suites).join('|')}>`);
  process.exit(2);
}
const movies = JSON.parse(readFileSync(path.join(directory, 'movies.json')));
await suites[suite](movies, (options) => browsers[name].launch(options));
for (const failure of failures.slice(0, 50)) console.error(`FAILED ${failure}`);
console.log(`${suite} in ${name}: ${checks} checks, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
