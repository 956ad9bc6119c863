// Uses the larger parts of a page as a reader does, in the pages of part_pages and the examples'.
//
//   node parts_test.mjs <directory of the pages> <suite>
//
// CHROMIUM names the browser, /usr/bin/chromium unless set. Screenshots go beside the pages.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HtmlValidate } from 'html-validate';
import { check, chosen, close, hostile_strings, run, shortened, watched_page } from './watched_page.mjs';

const [directory, suite] = process.argv.slice(2);
const read = (name) => readFileSync(path.join(directory, name), 'utf8');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const watch = (browser, options) => watched_page.make(browser, directory, options);
function check_quiet(watched, label) {
  check(watched.requests.length === 0, `${label}: requests ${watched.requests.map((r) => r.url())}`);
  check(watched.trouble.length === 0, `${label}: ${watched.trouble}`);
}
const box_of = (page, selector) => page.locator(selector).boundingBox();

// The colour in the middle of a strip of the screen.
async function color_at(page, x, y) {
  const png = await page.screenshot({ clip: { x, y, width: 1, height: 1 } });
  return page.evaluate(async (base64) => {
    const img = new Image();
    img.src = `data:image/png;base64,${base64}`;
    await img.decode();
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    context.drawImage(img, 0, 0);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }, png.toString('base64'));
}

// ---- Comparisons ----------------------------------------------------------------------------

async function test_compare(browser) {
  const watched = await watch(browser, { viewport: { width: 1000, height: 1600 }, hasTouch: true });
  const page = await watched.open('parts.html');
  const stage = await box_of(page, '.stage >> nth=0');
  check(close(stage.width, 320) && close(stage.height, 240), `a stage of ${shortened(stage)}`);
  const range = page.locator('.stage >> nth=0 >> input');
  const split = async () => Number(await range.inputValue());
  // The border's value is what is seen: red before it, blue behind.
  const check_split = async (percent, label) => {
    const value = await split();
    check(close(value, percent, 1), `${label}: ${value} percent instead of ${percent}`);
    const y = stage.y + 200;
    const border = stage.x + stage.width * value / 100;
    if (value > 4) {
      const left = await color_at(page, border - 8, y);
      check(left[0] > 200 && left[2] < 60, `${label}: ${left} left of the border`);
    }
    if (value < 96) {
      const right = await color_at(page, border + 8, y);
      check(right[2] > 200 && right[0] < 60, `${label}: ${right} right of the border`);
    }
  };
  await check_split(50, 'at first');

  const at = (percent) => [stage.x + stage.width * percent / 100, stage.y + 60];
  await page.mouse.move(...at(50));
  await page.mouse.down();
  await page.mouse.move(...at(60));
  await page.mouse.move(...at(80));
  await check_split(80, 'dragged');
  await page.mouse.move(stage.x + stage.width + 200, stage.y + 400); // far outside
  await check_split(100, 'dragged too far');
  await page.mouse.move(...at(25));
  await page.mouse.up();
  await check_split(25, 'dragged back');
  await page.mouse.move(...at(70));
  await check_split(25, 'the mouse without its button');
  await page.mouse.click(...at(10));
  await check_split(10, 'clicked');
  await page.mouse.click(...at(90), { button: 'right' });
  await check_split(10, 'clicked with the other button');

  // A finger that begins to scroll moves nothing.
  const cdp = await watched.context.newCDPSession(page);
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: at(70)[0], y: at(70)[1] }] });
  await check_split(10, 'touched');
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchCancel', touchPoints: [] });
  // The border follows the mouse, not only in whole percents.
  await page.mouse.click(...at(33.4));
  const exact = await page.locator('.stage').first().evaluate((e) => parseFloat(e.style.getPropertyValue('--split')));
  check(close(exact, 33.4, 0.35), `clicked at 33.4: ${exact}`);
  await page.mouse.click(...at(10));

  // The keyboard finds it by Tab alone.
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('Tab');
  check(await range.evaluate((e) => e === document.activeElement), 'Tab does not reach the range');
  const outline = await page.locator('.stage >> nth=0').evaluate((e) => getComputedStyle(e).outlineStyle);
  check(outline === 'solid', `the focus is seen as ${outline}`);
  for (const [key, percent] of [['ArrowRight', 11], ['ArrowRight', 12], ['ArrowLeft', 11],
    ['PageUp', 21], ['End', 100], ['Home', 0]]) {
    await page.keyboard.press(key);
    await check_split(percent, `by ${key}`);
  }

  // A finger moves it sideways; up and down it scrolls the page.
  const touch = await watched.context.newCDPSession(page);
  const finger = (type, x, y) => touch.send('Input.dispatchTouchEvent',
    { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  await finger('touchStart', ...at(20));
  for (const percent of [25, 35, 45, 60]) await finger('touchMove', ...at(percent));
  await finger('touchEnd');
  await check_split(60, 'by a finger');
  const allowed = await page.locator('.stage').first().evaluate((e) => getComputedStyle(e).touchAction);
  check(allowed === 'pan-y pinch-zoom', `fingers are left ${allowed}`);

  // Each comparison has its own border, and says what it compares.
  const second = page.locator('.stage >> nth=1 >> input');
  check(await second.inputValue() === '30', `the second at ${await second.inputValue()}`);
  check(await second.getAttribute('aria-label') === 'Percent of “gray at t = 0” beside “RdBu at t = 1.5”',
        `the second is called ${await second.getAttribute('aria-label')}`);
  check_quiet(watched, 'compare');
  await page.screenshot({ path: path.join(directory, 'compare.png') });

  // Without scripts both pictures stand side by side, without controls that would do nothing.
  const bare = await watch(browser, { javaScriptEnabled: false, viewport: { width: 1000, height: 900 } });
  const still = await bare.open('parts.html');
  const [a, b] = [await box_of(still, '.before >> nth=0'), await box_of(still, '.after >> nth=0')];
  check(close(a.y, b.y) && b.x >= a.x + 320, `without scripts: ${shortened([a, b])}`);
  for (const selector of ['.stage input', '.bar', '.find', 'dialog'])
    for (const element of await still.locator(selector).all())
      check(!await element.isVisible(), `without scripts ${selector} is seen`);
  check(await still.locator('.together video[controls]').count() === 4, 'movies without controls');
}

// ---- Galleries ------------------------------------------------------------------------------

async function test_gallery(browser) {
  const watched = await watch(browser, { viewport: { width: 1000, height: 900 } });
  const page = await watched.open('parts.html');
  const shown = () => page.locator('.gallery li:visible').count();
  const count = () => page.locator('.find output').textContent();
  check(await shown() === 12 && await count() === '12 of 12', `${await shown()}, ${await count()}`);
  const find = page.getByLabel('Filter');
  for (const [text, number] of [['red', 4], ['RED', 4], ['red even', 2], ['  field   blue ', 4],
    ['picture 1', 3], ['picture 11', 1], ['nothing such', 0], ['', 12]]) {
    await find.fill(text);
    check(await shown() === number && await count() === `${number} of 12`,
          `filter ${JSON.stringify(text)}: ${await shown()} seen, ${await count()}`);
  }

  // The colours in their order: red, green, blue and again.
  const large = page.locator('dialog');
  const caption = () => large.locator('figcaption').textContent();
  const place = () => large.locator('output').textContent();
  check(!await large.isVisible(), 'a picture is large before anything happened');
  await page.locator('.gallery li >> nth=4 >> button').click();
  check(await large.isVisible(), 'no picture becomes large');
  const check_shown = async (number, of, label) => {
    check(await caption() === `Picture ${number}, ${['red', 'green', 'blue'][number % 3]}`,
          `${label}: ${await caption()}`);
    check(await place() === of, `${label}: ${await place()}`);
    const img = large.locator('img');
    const same = await page.evaluate((n) => document.querySelector('dialog img').src ===
      document.querySelectorAll('.gallery img')[n].src, number);
    check(same, `${label}: another picture`);
    check(await img.getAttribute('alt') === `a ${['red', 'green', 'blue'][number % 3]} field`,
          `${label}: alt ${await img.getAttribute('alt')}`);
    // Enlarged by the largest whole number that fits.
    const { width, height } = await img.boundingBox();
    check(width % 24 === 0 && height % (16 + number) === 0 && width > 200, `${label}: ${width} x ${height}`);
  };
  await check_shown(4, '5 of 12', 'clicked');
  for (const [key, number] of [['ArrowRight', 5], ['ArrowRight', 6], ['ArrowLeft', 5], ['End', 11],
    ['ArrowRight', 0], ['ArrowLeft', 11], ['Home', 0]]) {
    await page.keyboard.press(key);
    await check_shown(number, `${number + 1} of 12`, `by ${key}`);
  }
  await large.getByRole('button', { name: 'Next' }).click();
  await check_shown(1, '2 of 12', 'Next');
  await large.getByRole('button', { name: 'Previous' }).click();
  await check_shown(0, '1 of 12', 'Previous');
  await page.screenshot({ path: path.join(directory, 'gallery.png') });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  check(!await large.isVisible(), 'Escape leaves it large');
  const focused = () => page.evaluate(() => [...document.querySelectorAll('.gallery button')]
    .indexOf(document.activeElement));
  // The browser gives the focus back to the picture that was clicked; the dialog tells a little
  // later that it was closed, and the picture that was shown last gets it.
  await page.waitForFunction(() => document.activeElement ===
    document.querySelectorAll('.gallery button')[1], null, { timeout: 5000 }).catch(() => {});
  check(await focused() === 1, `the focus is on ${await focused()} after Escape`);
  await page.keyboard.press('Alt+ArrowRight');
  check(await focused() === 1, 'Alt and an arrow are the browser\'s');
  await page.keyboard.press('ArrowRight');
  check(await focused() === 2, `the focus is on ${await focused()} after the arrow`);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  check(await focused() === 0, `the focus is on ${await focused()} at the beginning`);

  // Only among the pictures that the filter leaves, by the keyboard alone.
  await find.fill('blue');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await check_shown(2, '1 of 4', 'filtered');
  await page.keyboard.press('ArrowRight');
  await check_shown(5, '2 of 4', 'filtered, by ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await check_shown(11, '4 of 4', 'filtered, round the beginning');
  await large.getByRole('button', { name: 'Close' }).click();
  check(!await large.isVisible(), 'Close leaves it large');
  await page.locator('.gallery li:visible button >> nth=0').click();
  await page.mouse.click(3, 3); // beside it
  check(!await large.isVisible(), 'a click beside leaves it large');
  check_quiet(watched, 'gallery');
}

// ---- Movies that play together --------------------------------------------------------------

async function test_together(browser) {
  const watched = await watch(browser, { viewport: { width: 1000, height: 2400 } });
  const page = await watched.open('parts.html');
  for (const [group, lengths] of [[0, [3, 2]], [1, [3, 3]]]) {
    const label = `group ${group}`;
    const figure = page.locator('.together').nth(group);
    const state = () => figure.evaluate((f) => [...f.querySelectorAll('video')].map((v) =>
      ({ time: v.currentTime, paused: v.paused, duration: v.duration, controls: v.controls })));
    await figure.evaluate((f) => Promise.all([...f.querySelectorAll('video')].map((v) =>
      v.readyState > 0 || new Promise((done) => v.addEventListener('loadedmetadata', done)))));
    const before = await state();
    check(before.every((v, i) => close(v.duration, lengths[i], 0.05) && v.paused && !v.controls),
          `${label}: ${shortened(before)}`);
    const button = figure.locator('.bar button');
    const range = figure.locator('.bar input');
    const wait = (ms) => page.waitForTimeout(ms);
    // The state as soon as it is as expected, or after ten seconds: the machine may be busy.
    const once = async (expected) => {
      let found = await state();
      for (let i = 0; i < 100 && !expected(found); ++i) {
        await wait(100);
        found = await state();
      }
      return found;
    };
    const check_once = async (expected, message) => {
      const found = await once(expected);
      check(expected(found), `${label} ${message}: ${shortened(found)}`);
      return found;
    };
    // Browsers count in microseconds.
    const together = ([a, b]) => close(a.time, b.time, 2e-6);

    await button.click();
    check(await button.textContent() === 'Pause', `${label}: ${await button.textContent()} while playing`);
    await check_once((v) => v.every(({ paused, time }) => !paused && time > 0.3), 'does not play');
    await check_once(([a, b]) => close(a.time, b.time, 0.12), 'drifts');
    await button.click();
    const paused = await check_once((v) => v.every((m) => m.paused) && together(v), 'stops apart');
    // The range has a hundred steps.
    check(close(Number(await range.inputValue()), paused[0].time, lengths[0] / 200 + 0.001),
          `${label}: the range is at ${await range.inputValue()} of ${paused[0].time}`);

    // A movie that something else stopped goes on with the others, and one that lags catches up.
    await range.fill('0.3');
    await button.click();
    await figure.evaluate((f) => {
      const [lead, other] = f.querySelectorAll('video');
      other.pause();
      other.currentTime = 0;
      lead.addEventListener('ended', () => { lead.came_round = true; }, { once: true });
    });
    await check_once((v) => v.every((m) => !m.paused) && close(v[0].time, v[1].time, 0.15),
                     'does not come together again');
    check(!await figure.evaluate((f) => f.querySelector('video').came_round),
          `${label} comes together at the next round alone`);
    await button.click();

    // By the keyboard: the range seeks all of them.
    await range.focus();
    await page.keyboard.press('Home');
    await check_once((v) => v.every(({ time }) => time === 0), 'at Home');
    await page.keyboard.press('ArrowRight');
    await check_once((v) => v[0].time > 0 && v[0].time < 0.5 && together(v), 'by an arrow');
    await page.keyboard.press('End');
    await check_once((v) => v.every(({ time }, i) => close(time, lengths[i], 0.05)), 'at End');
    // All loop together, the longest leading.
    await range.fill(String(lengths[0] - 0.3));
    await button.click();
    await check_once((v) => v.every((m) => !m.paused && m.time > 0.1 && m.time < 1.5) &&
                     close(v[0].time, v[1].time, 0.15), 'does not loop');
    // However often a movie looped, it is followed once a frame.
    const callbacks = () => page.evaluate(() => new Promise((done) => {
      const request = window.requestAnimationFrame;
      let calls = 0;
      window.requestAnimationFrame = (callback) => { ++calls; return request(callback); };
      let frames = 0;
      const count = () => {
        if (++frames < 20) return request(count);
        window.requestAnimationFrame = request;
        return done(calls / frames);
      };
      request(count);
    }));
    for (let round = 0; round < 3; ++round) {
      await figure.evaluate((f) => { for (const v of f.querySelectorAll('video')) v.currentTime = v.duration - 0.05; });
      await wait(300);
    }
    const calls = await callbacks();
    check(calls > 0.5 && calls < 1.5, `${label} is followed ${calls} times a frame`);
    await button.click();
    check(/^\d\.\d\d s$/.test(await figure.locator('.bar output').textContent()),
          `${label}: ${await figure.locator('.bar output').textContent()}`);
  }
  await page.screenshot({ path: path.join(directory, 'together.png'), fullPage: true });
  check_quiet(watched, 'together');
}

// ---- The page as a whole --------------------------------------------------------------------

const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'],
  // Only the tags know the sizes and places of media.
  rules: { 'no-inline-style': 'off' } });
async function check_valid(name) {
  const report = await validator.validateString(read(name), name);
  for (const { messages } of report.results)
    for (const m of messages) check(false, `${name}:${m.line}:${m.column}: ${m.ruleId}: ${m.message}`);
  check(report.valid, `${name} is not valid`);
}

async function check_access(page, label) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await axe.run(document)).violations.map((v) =>
    `${v.id} (${v.impact}): ${v.nodes.map((n) => n.html.slice(0, 150))}`));
  check(found.length === 0, `${label}: ${found.join('; ')}`);
}

async function test_whole(browser) {
  const html = read('parts.html');
  // The policy names the scripts that are there and nothing else.
  const policy = html.match(/Content-Security-Policy" content="([^"]*)"/)[1];
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((m) => m[1]);
  check(scripts.length === 5, `${scripts.length} scripts`);
  const hashes = scripts.map((s) => `'sha256-${createHash('sha256').update(s).digest('base64')}'`);
  check(policy.includes(`script-src ${hashes.join(' ')};`), `policy: ${policy}`);
  check(policy.startsWith("default-src 'none';"), `policy: ${policy}`);
  check(!/script-src[^;]*unsafe|\*|https?:/.test(policy), `policy: ${policy}`);
  const size = scripts.reduce((sum, s) => sum + Buffer.byteLength(s), 0);
  check(size < 12_000, `${size} bytes of scripts`);

  for (const name of ['parts.html', 'linked #1 é.html', 'plain_parts.html']) await check_valid(name);

  for (const width of [1280, 390])
    for (const colorScheme of ['light', 'dark']) {
      const label = `${width} ${colorScheme}`;
      const watched = await watch(browser, { viewport: { width, height: 900 }, colorScheme });
      const page = await watched.open('parts.html');
      await page.evaluate(() => Promise.all([...document.images].filter((i) => i.src)
        .map((i) => i.decode())));
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(directory, `parts_${width}_${colorScheme}.png`),
                              fullPage: true });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(overflow <= 0, `${label}: ${overflow} pixels wider than the window`);
      check(await page.getByText('They are not in this page, or did not load.').isVisible(),
            `${label}: the chart does not say that it is not there`);
      await check_access(page, label);
      await page.locator('.gallery button >> nth=1').click();
      await check_access(page, `${label}, with a large picture`);
      await page.screenshot({ path: path.join(directory, `large_${width}_${colorScheme}.png`) });
      const dialog = await box_of(page, 'dialog');
      check(dialog.x >= 0 && dialog.x + dialog.width <= width, `${label}: a dialog at ${shortened(dialog)}`);
      await page.keyboard.press('Escape');
      check(await page.evaluate(() => window.scripts_run.length) === 0, `${label}: the policy was violated`);
      check_quiet(watched, label);

      // A script that got into the page would not run.
      const ran = await page.evaluate(async () => {
        document.body.append(Object.assign(document.createElement('script'),
          { textContent: 'window.intruded = true' }));
        document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.intruded = true">');
        await fetch('http://html.invalid/x').catch(() => {});
        await new Promise((done) => setTimeout(done, 100));
        return window.intruded;
      });
      check(!ran, `${label}: the policy lets a script run`);
      check(watched.requests.length === 0, `${label}: the policy lets a request through`);
      await watched.context.close();
    }

  // On paper there are both sides, and no controls.
  const watched = await watch(browser, { viewport: { width: 794, height: 1123 } });
  const page = await watched.open('parts.html');
  await page.emulateMedia({ media: 'print' });
  const seen = (selector) => page.locator(selector).first().isVisible();
  for (const selector of ['.bar', '.find', '.stage input'])
    check(!await seen(selector), `on paper ${selector} is seen`);
  const [a, b] = [await box_of(page, '.before >> nth=0'), await box_of(page, '.after >> nth=0')];
  check(b.x >= a.x + a.width || b.y >= a.y + a.height, `on paper: ${shortened([a, b])}`);
  // Wide parts are not cut off, and texts are dark whatever the reader's screen is.
  const dark = await watch(browser, { viewport: { width: 718, height: 1000 }, colorScheme: 'dark' });
  const paper = await dark.open('parts.html');
  await paper.evaluate(() => {
    const row = document.querySelector('.wide tr');
    for (let i = 0; i < 30; ++i) row.append(Object.assign(document.createElement('td'), { textContent: 'wide column' }));
  });
  await paper.emulateMedia({ media: 'print' });
  for (const wide of await paper.locator('.wide').all()) {
    const overflow = await wide.evaluate((e) => getComputedStyle(e).overflowX);
    check(overflow === 'visible', `on paper, what is wide is ${overflow}`);
  }
  const ink = await paper.locator('p').first().evaluate((e) => getComputedStyle(e).color);
  check(ink === 'rgb(0, 0, 0)', `on paper, texts are ${ink}`);
  await page.pdf({ path: path.join(directory, 'parts.pdf') });
}

// What stands below one another does not touch, and nothing stands beside another unasked.
async function test_layout(browser) {
  for (const width of [1280, 390]) {
    const watched = await watch(browser, { viewport: { width, height: 900 } });
    const page = await watched.open('layout.html');
    await page.evaluate(() => Promise.all([...document.images].filter((i) => i.src).map((i) => i.decode())));
    await page.waitForTimeout(300);
    await page.screenshot({ path: path.join(directory, `layout_${width}.png`), fullPage: true });
    const found = await page.evaluate(() => {
      const box = (e) => {
        const { left, top, right, bottom } = e.getBoundingClientRect();
        return { what: `${e.localName} ${e.textContent.trim().slice(0, 20)}`, left, top, right, bottom };
      };
      const all = (selector, root = document) => [...root.querySelectorAll(selector)];
      return {
        overflow: document.documentElement.scrollWidth - innerWidth,
        parts: [...document.querySelector('main').children].map(box),
        items: all('.gallery li').map(box),
        rows: all('.row').map((row) => [...row.children].map(box)),
        // A caption, and what it is below.
        captions: all('main figcaption').map((c) => [box(c), ...all('img, video', c.parentNode).map(box)]),
        compared: all('.stage').map((s) => all('.name', s).map(box)),
        names: all('.row .side').map((s) => [box(s.querySelector('video')), ...all('.name', s).map(box)]),
      };
    });
    const label = `${width} wide`;
    check(found.overflow <= 0, `${label}: ${found.overflow} pixels wider than the window`);
    check(found.parts.length > 125, `${label}: ${found.parts.length} parts`);
    found.parts.slice(1).forEach((part, i) => {
      const gap = part.top - found.parts[i].bottom;
      check(gap >= 8 && gap <= 48, `${label}: ${gap} pixels between ${shortened([found.parts[i], part])}`);
      check(close(part.left, found.parts[0].left), `${label}: ${shortened(part)} is further right`);
      check(part.right <= width, `${label}: ${shortened(part)} reaches beyond the window`);
    });
    for (const [kind, group] of [['gallery', found.items], ...found.rows.map((row) => ['row', row])])
      group.forEach((a, i) => group.slice(i + 1).forEach((b) => {
        const across = Math.max(b.left - a.right, a.left - b.right);
        const down = Math.max(b.top - a.bottom, a.top - b.bottom);
        check(across >= 8 || down >= 8, `${label}: in a ${kind} ${shortened([a, b])}`);
      }));
    check(found.captions.length > 100, `${label}: ${found.captions.length} captions`);
    for (const [caption, ...media] of found.captions)
      for (const medium of media)
        check(caption.top >= medium.bottom + 2, `${label}: a caption over its picture ${shortened([caption, medium])}`);
    for (const [movie, ...names] of found.names)
      for (const name of names)
        check(name.bottom <= movie.top, `${label}: a name over its movie ${shortened([name, movie])}`);
    for (const [before, after] of found.compared)
      check(!after || after.left >= before.right + 4, `${label}: names touch ${shortened([before, after])}`);
    // A picture of 20 pixels does not squeeze its caption into a column.
    const narrow = found.captions.filter(([c]) => c.right - c.left < 300 && c.bottom - c.top > 400 &&
                                                  !found.items.some((i) => i.left <= c.left && c.right <= i.right && i.top <= c.top && c.bottom <= i.bottom));
    check(narrow.length === 0, `${label}: captions in columns ${shortened(narrow)}`);
    check_quiet(watched, label);
    await watched.context.close();
  }
}

// A movie that is not played is its poster, a sentence and a link that saves it.
async function test_unplayed(browser) {
  const watched = await watch(browser, { viewport: { width: 1000, height: 900 } });
  let page = await watched.open('everywhere.html');
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(directory, 'everywhere.png') });
  const second = await page.locator('video').evaluate(async (video) => {
    await video.play();
    return { source: video.currentSrc.slice(0, 16), width: video.videoWidth, sources: video.children.length };
  });
  check(second.source === 'data:video/webm;' && second.width === 160, `everywhere: ${shortened(second)}`);
  check(await page.locator('video > source').count() === 2, 'everywhere: not two sources');
  check(await page.locator('.unplayed').count() === 0, 'everywhere: it is said not to play');
  check_quiet(watched, 'everywhere');

  page = await watched.open('unplayed.html');
  await page.waitForFunction(() => document.querySelectorAll('.unplayed').length >= 6);
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(directory, 'unplayed.png'), fullPage: true });
  await check_access(page, 'unplayed');
  const figures = await page.evaluate(async () => {
    await Promise.all([...document.images].map((i) => i.decode()));
    return [...document.querySelectorAll('figure')].map((f) => {
      const media = [...f.querySelectorAll('img, video')];
      return { media: media.map((m) => [m.localName, m.getBoundingClientRect().width, m.alt ?? '']),
               notes: [...f.querySelectorAll('.unplayed')].map((n) => n.textContent),
               below: [...f.querySelectorAll('.unplayed')].every((n) => n.getBoundingClientRect().top >=
                 Math.max(...media.map((m) => m.getBoundingClientRect().bottom))),
               names: [...f.querySelectorAll('.unplayed a')].map((a) => a.download),
               addresses: [...f.querySelectorAll('.unplayed a')].map((a) => a.href.length) };
    });
  });
  const expected = [['img'], ['img'], ['img'], ['video'], ['img'], ['video', 'video'], ['video']];
  check(figures.length === expected.length, `unplayed: ${figures.length} figures`);
  figures.forEach((figure, i) => {
    const label = `unplayed ${i}: ${shortened(figure)}`;
    check(figure.media.map((m) => m[0]).join() === expected[i].join(), label);
    check(figure.media.every((m) => close(m[1], 160)), label);
    check(figure.media.every((m) => m[0] !== 'img' || m[2].startsWith('160 x 120 pixels')), label);
    const plays = i === 6;
    check(figure.notes.join() === (plays ? '' : 'This browser does not play the movie. Save it'), label);
    check(figure.below, label);
    check(plays || figure.names.join() === (i === 2 ? 'movie.mp4' : 'movie.unknown'), label);
    check(figure.addresses.every((n) => n > 600), label);
  });
  check_quiet(watched, 'unplayed');
  // The link saves the movie's own bytes.
  watched.trouble = [];
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.unplayed a').first().click()]);
  const saved = readFileSync(await download.path());
  const address = await page.locator('.unplayed a').first().evaluate((a) => a.href);
  check(saved.equals(Buffer.from(address.split(',')[1], 'base64')), `${saved.length} bytes were saved`);
  check(download.suggestedFilename() === 'movie.unknown', `saved as ${download.suggestedFilename()}`);
  check(watched.trouble.join() === 'download', `saving: ${watched.trouble}`);
}

// The pages of the examples, their charts drawn: valid, quiet, accessible, readable in the dark.
async function test_showcase(browser) {
  for (const [name, charts] of [['demo.html', 1], ['blob_tooltips.html', 2], ['simulation.html', 0]]) {
    await check_valid(name);
    for (const width of [1280, 390])
      for (const colorScheme of ['light', 'dark']) {
        if (!process.env.ARRAYREEL_WHOLE && (width === 390) !== (colorScheme === 'dark')) continue;
        const label = `${name}, ${width} ${colorScheme}`;
        const watched = await watch(browser, { viewport: { width, height: 900 }, colorScheme });
        const page = await watched.open(name);
        await page.waitForFunction(() => [...document.querySelectorAll('.chart')].every((c) => c.vega));
        await page.waitForTimeout(300);
        await page.screenshot({ path: path.join(directory, `${name}_${width}_${colorScheme}.png`),
                                fullPage: true });
        const found = await page.evaluate(() => ({
          overflow: document.documentElement.scrollWidth - innerWidth,
          ink: getComputedStyle(document.body).color,
          texts: [...document.querySelectorAll('.chart svg text')].map((t) => getComputedStyle(t).fill),
          dots: document.querySelectorAll('.chart svg .mark-symbol path').length,
          charts: document.querySelectorAll('.chart').length,
        }));
        check(found.overflow <= 0, `${label}: ${found.overflow} pixels wider than the window`);
        check(found.charts === charts, `${label}: ${found.charts} charts`);
        check(charts === 0 || found.dots >= 200, `${label}: ${found.dots} dots`);
        check((charts === 0 || found.texts.length > 10) && found.texts.every((fill) => fill === found.ink),
              `${label}: texts of charts are ${[...new Set(found.texts)]} on a page of ${found.ink}`);
        await check_access(page, label);
        check_quiet(watched, label);
        check(await page.evaluate(() => window.scripts_run.length) === 0, `${label}: the policy was violated`);
        await watched.context.close();
      }
  }
}

// Media beside the page load from the disk under its policy, and nothing else does.
async function test_linked(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const trouble = [];
  const requests = [];
  page.on('console', (m) => trouble.push(m.text()));
  page.on('request', (r) => { if (!r.url().startsWith('data:')) requests.push(decodeURI(r.url())); });
  await page.goto(new URL(`file://${path.resolve(directory)}/${encodeURIComponent('linked #1 é.html')}`).href);
  const found = await page.evaluate(async () => {
    await Promise.all([...document.images].map((i) => i.decode()));
    const video = document.querySelector('video');
    if (video.readyState < 2)
      await new Promise((done, fail) => {
        video.addEventListener('loadeddata', done);
        video.addEventListener('error', () => fail(new Error('the movie does not load')));
        video.load();
        video.preload = 'auto';
      });
    await video.play();
    return { sizes: [...document.images].map((i) => [i.naturalWidth, i.src.startsWith('data:')]),
             video: [video.videoWidth, video.videoHeight, video.src.startsWith('data:')] };
  });
  check(JSON.stringify(found) === '{"sizes":[[160,true],[160,false]],"video":[160,120,false]}',
        `linked: ${shortened(found)}`);
  check(trouble.length === 0, `linked: ${trouble}`);
  // The poster is there, and is the movie's first frame.
  check(new Set(requests).size === 4 &&
        requests.every((url) => /linked (%23|#)1 é\.(html|medium-[123]\.(png|mp4))$/.test(url)),
        `linked: requests ${requests}`);
}

// ---- Hostile strings ------------------------------------------------------------------------

async function contents() {
  await new Promise((done) => setTimeout(done, 5));
  const of = (selector, name) => [...document.querySelectorAll(selector)].map((e) =>
    name === undefined ? e.textContent : e.getAttribute(name));
  document.querySelector('.gallery button')?.click();
  const large = document.querySelector('dialog');
  const slots = {
    title: of('title'), name: of('.name'), caption: of('figure > figcaption'),
    alt: [...of('.compare img', 'alt'), of('.gallery img', 'alt')[0], of('dialog img', 'alt')[0]],
    label: [...of('.stage input', 'aria-label'), ...of('.gallery', 'aria-label'),
            ...of('.wide', 'aria-label'), ...of('video', 'aria-label')],
    words: of('li', 'data-words').slice(0, 1),
    movie: [...of('video', 'title'), ...of('video', 'class'), ...of('video', 'style')],
    table: [...of('caption'), of('th')[0], of('td')[0], of('th')[2], of('td')[2]],
    // Only this slot can hold NUL.
    json: of('script[type="application/json"]').map((text) => JSON.parse(text)[0].replaceAll('\0', '\ufffd')),
  };
  large?.close();
  const filter = document.querySelector('.find input');
  let found = [];
  if (filter) {
    filter.value = slots.words[0].replace(/[\r\n]/g, ' '); // which no such field holds
    filter.dispatchEvent(new Event('input'));
    found = [...document.querySelectorAll('.gallery li')].map((item) => item.hidden);
  }
  return {
    structure: [...document.querySelectorAll('*')].map((e) => `${e.localName} ${
      e.getAttributeNames().filter((n) => n !== 'hidden')}`).join('\n'),
    scripts_run: window.scripts_run, slots, found,
  };
}

async function test_hostile(browser) {
  const strings = hostile_strings(directory);
  check(strings.length >= 300, `only ${strings.length} hostile strings`);
  // Without the policy only the escaping keeps a script from running.
  await Promise.all([true, false].map(async (policy) => {
    // Drawing takes most of the time, so little is drawn.
    const watched = await watch(browser, { bypassCSP: !policy, viewport: { width: 320, height: 240 } });
    const plain = await (await watched.open('plain_parts.html')).evaluate(contents);
    const as = (slot, string) => plain.slots[slot].map((text) => slot === 'label'
      ? text.replace(/“x”/g, () => `“${string}”`).replace(/^x$/, () => string) : text === 'x' ? string : text);
    for (const [i, string] of chosen(strings, policy ? 0 : 1)) {
      const label = `string ${i} ${shortened(string)}${policy ? '' : ' without policy'}`;
      let found;
      try {
        found = await (await watched.open(`hostile_${i}_parts.html`)).evaluate(contents);
      } catch (error) {
        check(false, `${label}: ${error.message}`);
        continue;
      }
      check(found.structure === plain.structure, `${label}: another structure`);
      for (const slot of Object.keys(plain.slots))
        check(JSON.stringify(found.slots[slot]) === JSON.stringify(as(slot, string)),
              `${label}, ${slot}: ${shortened(found.slots[slot])}`);
      check(found.found[0] === false, `${label}: the filter does not find it`);
      // A style may ask for anything, as the caller wrote it. The page's policy refuses it.
      const from_style = (text) => text.includes('css.invalid');
      const ran = found.scripts_run.filter((s) => !(policy && /^img-src /.test(s) && from_style(s)));
      check(ran.length === 0, `${label}: ${ran}`);
      const asked = watched.requests.filter((r) => policy || !from_style(r.url()));
      check(asked.length === 0, `${label}: requests ${asked.map((r) => r.url())}`);
      const trouble = watched.trouble.filter((t) => !from_style(t) &&
        (policy || !/^console Failed to load resource/.test(t)));
      check(trouble.length === 0, `${label}: ${trouble}`);
    }
    for (const [slot, number] of Object.entries({ name: 3, caption: 6, alt: 4, label: 6, words: 1,
      movie: 3, table: 6, json: 1 }))
      check(plain.slots[slot].length === number, `plain, ${slot}: ${shortened(plain.slots[slot])}`);
  }));
}

await run({ compare: test_compare, gallery: test_gallery, together: test_together,
            whole: test_whole, layout: test_layout, unplayed: test_unplayed, linked: test_linked, hostile: test_hostile, showcase: test_showcase }, suite);
