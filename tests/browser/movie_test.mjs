// Plays the movies of make_movies and compares what a browser makes of them with movies.json.
//
//   node movie_test.mjs <directory of the pages> <chromium|firefox> <movies|wrong>
//
// "movies" prints the largest errors of colours that each movie shows. "wrong" expects of one movie
// and of one animated picture what they are not, and that each such thing is found.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { browsers } from './browsers.mjs';
import { check_movie } from './movies.mjs';

const [directory, name, suite] = process.argv.slice(2);
let checks = 0;
const failures = [];
const check = (condition, message) => {
  ++checks;
  if (!condition) failures.push(message);
};

async function test_movies(browser, movies) {
  for (const expected of movies) {
    const { gray, colour } = await check_movie(browser, name, directory, expected, check);
    console.log(`${expected.name}: largest error gray ${gray}, colour ${colour}`);
  }
}

// Each changes one thing of an expectation that holds, and says what must be found then.
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

async function test_wrong(browser, movies) {
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
}

const suites = { movies: test_movies, wrong: test_wrong };
if (!directory || !Object.hasOwn(browsers, name) || !Object.hasOwn(suites, suite)) {
  console.error(`usage: movie_test.mjs <directory> <${Object.keys(browsers).join('|')}> ` +
                `<${Object.keys(suites).join('|')}>`);
  process.exit(2);
}
const browser = await browsers[name].launch();
try {
  await suites[suite](browser, JSON.parse(readFileSync(path.join(directory, 'movies.json'))));
} finally {
  await browser.close();
}
for (const failure of failures.slice(0, 50)) console.error(`FAILED ${failure}`);
console.log(`${suite} in ${name}: ${checks} checks, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
