// Looks at the example notebook in Chromium: as nbconvert makes a page of it, trusted and sanitised,
// and as JupyterLab shows the outputs of one that it does not trust.
//
//   node notebook_test.mjs <directory of kernel_test.py>
//
// The screenshots go beside the pages.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

// An ES module, which older releases of Node recognise only by the file's ending.
const sanitizerFile = createRequire(import.meta.url).resolve('@jupyterlab/apputils/lib/sanitizer.js');
const sanitizerModule = sanitizerFile.replace(/\.js$/, '.mjs');
copyFileSync(sanitizerFile, sanitizerModule);
const { Sanitizer } = await import(pathToFileURL(sanitizerModule).href);

const directory = process.argv[2];
let checks = 0;
const failures = [];
const check = (condition, message) => {
  ++checks;
  if (!condition) failures.push(message);
};

// What JupyterLab does for a notebook that is not trusted, by its own code: of each output the HTML,
// which it likes best, through its sanitiser.
const notebook = JSON.parse(readFileSync(path.join(directory, 'example.ipynb'), 'utf8'));
const sanitizer = new Sanitizer();
const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? [])
  .map((output) => output.data['text/html']).filter((html) => html !== undefined)
  .map((html) => sanitizer.sanitize(Array.isArray(html) ? html.join('') : html));
writeFileSync(path.join(directory, 'lab.html'),
  `<!DOCTYPE html><meta charset="utf-8"><title>lab</title>${outputs.map((html) =>
    `<div class="jp-RenderedHTMLCommon jp-RenderedHTML">${html}</div>`).join('\n')}`);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--headless', '--disable-gpu', '--no-first-run',
         '--disable-background-networking', '--disable-component-update', '--disable-sync',
         '--host-resolver-rules=MAP * ~NOTFOUND'],
});

// Every picture and movie that is seen, with what it holds. Movies are played for a moment.
async function media() {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const size = (e) => {
    const box = e.getBoundingClientRect();
    // A box around a picture may show less of it.
    const around = e.parentElement.getBoundingClientRect();
    return [Math.round(Math.min(box.width, around.width)),
            Math.round(Math.min(box.height, around.height))];
  };
  const all = [];
  for (const e of document.querySelectorAll('img, video')) {
    if (e.localName === 'img') {
      await e.decode().catch(() => {});
      const src = e.getAttribute('src') ?? '';
      all.push({ kind: src.match(/^data:([^;]*)/)?.[1] ?? src, own: e.naturalWidth, seen: size(e) });
      continue;
    }
    const src = e.getAttribute('src') ?? '';
    const shown = { kind: src.match(/^data:([^;]*)/)?.[1] ?? src, seen: size(e), own: 0,
                    poster: (e.getAttribute('poster') ?? '').slice(0, 14) };
    all.push(shown);
    if (src === '') continue;
    e.muted = true;
    await e.play().catch((error) => { shown.error = `${error}`; });
    for (let i = 0; i < 100 && !(e.currentTime > 0.3); ++i) await wait(50);
    e.pause();
    shown.own = e.videoWidth;
    shown.played = e.currentTime > 0.3;
    shown.duration = e.duration;
  }
  return all;
}

async function look(name) {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 }, deviceScaleFactor: 1 });
  try {
    // Pages of nbconvert ask for scripts of the network, which is not there.
    await page.route('**/*', (route) =>
      /^(file|data|about):/.test(route.request().url()) ? route.continue() : route.abort());
    await page.goto(pathToFileURL(path.resolve(directory, `${name}.html`)).href,
                    { waitUntil: 'load' });
    const all = await page.evaluate(media);
    // A GIF that plays is not the same a moment later.
    const gif = page.locator('img[src^="data:image/gif"]').first();
    let moves = null;
    if (await gif.count() > 0) {
      const before = await gif.screenshot();
      await page.waitForTimeout(400);
      moves = !before.equals(await gif.screenshot());
    }
    await page.screenshot({ path: path.join(directory, `${name}.png`), fullPage: true });
    return { all, moves };
  } finally {
    await page.close();
  }
}

const text_of = (all) => JSON.stringify(all);
const is_seen = (m) => m.seen[0] === 320 && m.seen[1] === 240;
const has_picture = (m, kind = 'image/png') => m.kind === kind && m.own === 160 && is_seen(m);
const plays = (m, kind) =>
  m.kind === kind && m.own === 160 && is_seen(m) && m.played && Math.abs(m.duration - 2) < 0.05;

try {
  {
    const { all, moves } = await look('trusted');
    check(all.length === 4, `trusted: ${text_of(all)}`);
    check(has_picture(all[0]), `trusted picture: ${text_of(all[0])}`);
    check(plays(all[1], 'video/mp4') && all[1].poster === 'data:image/png',
          `trusted movie: ${text_of(all[1])}`);
    check(has_picture(all[2], 'image/gif') && moves, `trusted GIF: ${moves} ${text_of(all[2])}`);
    check(plays(all[3], './u.mp4'), `trusted linked movie: ${text_of(all[3])}`);
  }
  {
    const { all, moves } = await look('lab');
    check(all.length === 4, `JupyterLab: ${text_of(all)}`);
    check(has_picture(all[0]), `JupyterLab's picture: ${text_of(all[0])}`);
    check(plays(all[1], 'video/mp4') && all[1].poster === 'data:image/png',
          `JupyterLab's movie: ${text_of(all[1])}`);
    check(has_picture(all[2], 'image/gif') && moves, `JupyterLab's GIF: ${text_of(all[2])}`);
    check(plays(all[3], './u.mp4'), `JupyterLab's linked movie: ${text_of(all[3])}`);
  }
  {
    // nbconvert's sanitiser empties movies that are inside, and leaves the linked one.
    const { all, moves } = await look('sanitized');
    check(all.length === 4, `sanitised: ${text_of(all)}`);
    check(has_picture(all[0]), `sanitised picture: ${text_of(all[0])}`);
    check(has_picture(all[2], 'image/gif') && moves, `sanitised GIF: ${text_of(all[2])}`);
    check(plays(all[3], './u.mp4'), `sanitised linked movie: ${text_of(all[3])}`);
  }
  {
    // Where pictures go first, the poster stands for the movie.
    const { all } = await look('sanitized_png');
    check(all.length === 4 && all.every((m) =>
            m.kind === 'image/png' && m.own === 160 && m.seen[0] === 160 && m.seen[1] === 120),
          `sanitised, pictures first: ${text_of(all)}`);
  }
} finally {
  await browser.close();
}

for (const failure of failures) console.log(failure);
console.log(`${checks} checks, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
