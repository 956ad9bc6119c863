// Opens the pages of chart_pages in Chromium, where both generations of Vega draw them, and checks
// their specifications against Vega-Lite's schemas.
//
//   node chart_test.mjs <directory of the pages> <schema|tooltip|hostile|missing>
//
// CHROMIUM names the browser, /usr/bin/chromium unless set. Screenshots go beside the pages.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { browsers } from './browsers.mjs';

const [directory, suite] = process.argv.slice(2);
const read = (name) => readFileSync(path.join(directory, name));
const url_of = (name) => pathToFileURL(path.resolve(directory, name)).href;
const generations = [5, 6];

let checks = 0;
const failures = [];
function check(condition, message) {
  ++checks;
  if (!condition) failures.push(typeof message === 'function' ? message() : message);
}
const shortened = (value) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};
function check_equal(found, expected, what) {
  check(JSON.stringify(found) === JSON.stringify(expected),
        () => `${what}: ${shortened(found)} instead of ${shortened(expected)}`);
}

// ---- Schemas --------------------------------------------------------------------------------

function test_schema() {
  const require = createRequire(import.meta.url);
  const Ajv = require('ajv').default;
  const names = readdirSync(path.join(directory, 'specs')).filter((name) => name.endsWith('.json'));
  check(names.length > 1000, `only ${names.length} specifications`);
  for (const library of ['vega-lite5', 'vega-lite']) {
    const main = require.resolve(library);
    const folder = main.slice(0, main.lastIndexOf(library) + library.length);
    const schema = JSON.parse(readFileSync(path.join(folder, 'build/vega-lite-schema.json')));
    // Formats such as "uri" are not ajv's own; the schema's keywords for editors are no rules.
    const valid = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    for (const name of names)
      check(valid(JSON.parse(read(path.join('specs', name)))),
            () => `${name} by ${library}: ${shortened(valid.errors.at(-1))}`);
    // The validator finds a mistake.
    check(!valid({ mark: 'dot', data: { values: [] } }), `${library} takes anything`);
  }
}

// ---- Pages ----------------------------------------------------------------------------------

function watch_scripts() {
  window.run = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
    window[name] = (...args) => window.run.push(`${name}(${args})`);
  addEventListener('securitypolicyviolation', (e) =>
    window.run.push(`${e.effectiveDirective} ${e.blockedURI}`));
}

async function open(browser, name, size) {
  await browser.open(url_of(name), { ...size, init: watch_scripts });
  return browser.page;
}

async function check_no_trouble(browser, name) {
  check_equal(browser.watched.trouble, [], `trouble of ${name}`);
  check_equal(await browser.page.evaluate(() => window.run), [], `scripts run by ${name}`);
}

const drawn = (page) => page.waitForFunction(() =>
  [...document.querySelectorAll('.chart')].every((f) => f.vega || /cannot be/.test(f.innerText)));

// The dots of a chart: where they are in the window, and their rows' numbers; run in the page.
function dots() {
  const found = [];
  for (const mark of document.querySelectorAll('.chart .role-mark path[aria-label]')) {
    const box = mark.getBoundingClientRect();
    const { group, area, count } = mark.__data__.datum;
    found.push({ x: box.x + box.width / 2, y: box.y + box.height / 2, group, area, count,
                 label: mark.getAttribute('aria-label'),
                 panel: mark.closest('.role-scope')?.getAttribute('class') ?? '' });
  }
  return found;
}

// What the tooltip shows, its picture decoded; run in the page.
async function tooltip() {
  const element = document.querySelector('#vg-tooltip-element');
  if (!element?.classList.contains('visible')) return null;
  const rows = [...element.querySelectorAll('tr')].map((tr) =>
    [...tr.children].map((td) => td.textContent));
  const images = [...element.querySelectorAll('img')];
  if (images.length !== 1) return { rows, images: images.length };
  await images[0].decode();
  const { naturalWidth: width, naturalHeight: height } = images[0];
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(images[0], 0, 0);
  const data = context.getImageData(0, 0, width, height).data;
  const box = images[0].getBoundingClientRect();
  return { rows, images: 1, width, height, shown: [box.width, box.height],
           pixels: [...data].filter((_, i) => i % 4 !== 3) };
}

// As d3-format writes numbers in the charts of these tests.
const number = (value) => String(value);

async function check_dots(browser, name, rows, { image_of, expected_dots }) {
  const page = browser.page;
  const all = await page.evaluate(dots);
  check_equal(all.length, expected_dots, `${name}: dots`);
  const seen = new Set();
  for (const [i, dot] of all.entries()) {
    await page.mouse.move(1, 1); // the tooltip before may cover the next dot
    await page.mouse.move(dot.x, dot.y);
    const found = await page.evaluate(tooltip);
    const row = (4 - dot.count) * 4;
    seen.add(row);
    const what = `${name}, dot ${i} of row ${row}`;
    check(found !== null, `${what}: no tooltip`);
    if (!found) continue;
    const expected = rows[row][image_of(i)];
    check_equal([found.images, found.width, found.height], [1, expected.width, expected.height],
                `${what}: the picture`);
    check_equal(found.pixels, expected.pixels, `${what}: its pixels`);
    check_equal(found.shown, [expected.width, expected.height], `${what}: its size on the screen`);
    check_equal(found.rows, [['group', row % 3 === 0 ? 'square' : 'round'],
                             ['area', row === 4 ? 'null' : number(0.125 * (row + 1))],
                             ['count', number(4 - row / 4)]], `${what}: its table`);
    check_equal(dot.label, found.rows.map(([key, value]) => `${key}: ${value}`).join('; '),
                `${what}: what is said of it`);
  }
  return seen;
}

// Texts of a chart by their role; run in the page.
function texts_of_role(role) {
  return [...document.querySelectorAll(`.chart .role-${role} text`)].map((t) => t.textContent);
}

async function test_tooltip() {
  const rows = JSON.parse(read('rows.json'));
  for (const dark of [false, true]) {
    const browser = await browsers.chromium.launch({ dark });
    for (const generation of dark ? [6] : generations) {
      for (const name of [`repeat_${generation}.html`, `concat_${generation}.html`]) {
        const page = await open(browser, name);
        await drawn(page);
        check_equal(await page.evaluate(texts_of_role, 'title-text'),
                    [name.startsWith('r') ? 'Shared' : 'Pictures of their own'], `${name}: title`);
        const titles = await page.evaluate(texts_of_role, 'axis-title');
        check_equal(titles.sort(), ['area', 'count', 'group', 'group'], `${name}: axes`);
        // 12 rows twice, one without a number in the first.
        const seen = await check_dots(browser, name, rows, {
          image_of: (i) => name.startsWith('r') || i < 11 ? 0 : 1, expected_dots: 23 });
        check_equal(seen.size, 12, `${name}: rows`);
        // A shared scale: the same labels on both axes.
        const labels = await page.evaluate(() =>
          [...document.querySelectorAll('.role-axis')].map((axis) =>
            [...axis.querySelectorAll('.role-axis-label text')].map((t) => t.textContent).join()));
        const scales = labels.filter((l) => /\d/.test(l));
        check(scales.length === 2 && scales[0] === scales[1], `${name}: scales ${shortened(scales)}`);
        await page.screenshot({ path: path.join(directory, `${name}.${dark ? 'dark' : 'light'}.png`) });
        await check_no_trouble(browser, name);
      }

      const name = `dropdown_${generation}.html`;
      const page = await open(browser, name);
      await drawn(page);
      for (const [choice, label] of [[0, 'area'], [1, 'count'], [0, 'area']]) {
        await page.selectOption('select', { index: choice });
        await page.evaluate(async () => { await document.querySelector('.chart').vega.view.runAsync(); });
        check_equal((await page.evaluate(texts_of_role, 'title-text')).sort(), ['By choice', label],
                    `${name} by ${choice}: titles`);
        await check_dots(browser, `${name} by ${choice}`, rows, {
          image_of: () => choice, expected_dots: choice === 0 ? 11 : 12 });
        // The axis is that of the column.
        const places = await page.evaluate(dots);
        places.sort((a, b) => a.y - b.y);
        const values = places.map((dot) => dot[label]);
        check_equal(values, [...values].sort((a, b) => b - a), `${name} by ${choice}: order`);
        const labels = await page.evaluate(texts_of_role, 'axis-label');
        check_equal(labels.some((l) => /^4(\.0+)?$/.test(l)), choice === 1, `${name} by ${choice}: axis`);
        await page.screenshot({
          path: path.join(directory, `${name}.${label}.${dark ? 'dark' : 'light'}.png`) });
      }
      await check_no_trouble(browser, name);
    }
    await browser.close();
  }
}

// ---- Any text -------------------------------------------------------------------------------

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
function hostile_strings() {
  const bytes = read('hostile.bin');
  const strings = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32LE(at);
    strings.push(decoder.decode(bytes.subarray(at + 4, at + 4 + size)).replaceAll('\0', '\ufffd'));
    at += 4 + size;
  }
  return strings;
}

// Every text of every chart, a tooltip included; run in the page.
function texts_of_charts() {
  return [...document.querySelectorAll('.chart')].map((figure) => {
    if (!figure.vega) return { failed: figure.innerText };
    // The texts are taken from Vega's scene: SVG drops spaces at their ends, and shortens them.
    const scene = [];
    const walk = (item, role) => {
      if (item.marktype === 'text')
        for (const t of item.items) scene.push([item.role, [t.text].flat().join('\n')]);
      for (const child of item.items ?? []) walk(child, item.role ?? role);
    };
    walk(figure.vega.view.scenegraph().root);
    const of = (role) => scene.filter(([r]) => r === role).map(([, text]) => text);
    const svg = [...figure.querySelectorAll('svg text')].map((t) => t.textContent);
    const mark = figure.querySelector('.role-mark path[aria-label]');
    if (!mark) return { failed: 'no dots' };
    for (const type of ['pointermove', 'mousemove'])
      mark.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: 5, clientY: 5 }));
    const tip = document.querySelector('#vg-tooltip-element');
    const cells = (name) => [...tip.querySelectorAll(`td.${name}`)].map((td) => td.textContent);
    return {
      title: of('title-text'), axes: of('axis-title'), axis_labels: of('axis-label'),
      legend: of('legend-title'), legend_labels: of('legend-label'),
      unlike: svg.filter((t) => !t.endsWith('…') && !scene.some(([, s]) => s.trim() === t)),
      said: mark.getAttribute('aria-label'),
      about: figure.querySelector('[aria-roledescription=visualization]')?.getAttribute('aria-label'),
      caption: figure.querySelector('figcaption').textContent,
      options: [...figure.querySelectorAll('option')].map((o) => o.textContent),
      keys: cells('key'), values: cells('value'),
      tip: [...tip.querySelectorAll('*')].map((e) => e.localName).join(),
    };
  });
}

async function test_hostile() {
  const strings = hostile_strings();
  check(strings.length >= 300, `only ${strings.length} strings`);
  const { drawn_by, pages } = JSON.parse(read('hostile.json'));
  // All take minutes.
  const opened = process.env.ARRAYREEL_WHOLE ? pages : 1;
  const browser = await browsers.chromium.launch();
  for (const generation of generations) {
    for (let first = 0; first < opened; ++first) {
      const name = `hostile_${first}_${generation}.html`;
      const page = await open(browser, name);
      await drawn(page);
      const charts = await page.evaluate(texts_of_charts);
      const numbers = drawn_by[generation].filter((i) => i % pages === first);
      check_equal(charts.length, 2 * numbers.length, `${name}: charts`);
      for (const [i, found] of charts.entries()) {
        const text = strings[numbers[i >> 1]];
        const chosen = i % 2 === 1;
        const what = `${name}, ${chosen ? 'dropdown' : 'chart'} of ${shortened(text)}`;
        check(!found.failed, `${what}: ${found.failed}`);
        if (found.failed) continue;
        // HTML has one kind of line end.
        const html = (t) => t.replaceAll(/\r\n?/g, '\n');
        // Spaces at the end of a title or a key are what tells it from what Vega knows.
        const shown = (t) => t.replace(/ +$/, '');
        const key = (t) => shown(html(t));
        const expect = (slot, expected) => check_equal(found[slot], expected, `${what}, ${slot}`);
        const titles = (slot, expected) => check_equal(found[slot].map(shown), expected.map(shown),
                                                       `${what}, ${slot}`);
        titles('title', chosen ? [text, text] : [text]);
        titles('axes', chosen ? [`${text}x`] : [`${text}x`, text, `${text}x`, `${text}2`]);
        check(found.axis_labels.includes(text) && found.axis_labels.includes('b'),
              `${what}: groups ${shortened(found.axis_labels)}`);
        titles('legend', [`${text}c`]);
        expect('legend_labels', ['c', text]);
        expect('unlike', []);
        expect('caption', text);
        if (found.about !== undefined) expect('about', text);
        expect('options', chosen ? [text, `${text}2`] : []);
        const columns = [`${text}x`, `${text}c`, text, `${text}2`, `${text}t`];
        const values = [text, 'c', '1', '3', text];
        expect('said', columns.map((column, k) => `${column}: ${values[k]}`).join('; '));
        // What looks like a number comes first among the keys of an object.
        const told = columns.map((column, k) => [key(column), html(values[k])]);
        check_equal(found.keys.map((k, n) => [key(k), found.values[n]]).sort(), told.sort(),
                    `${what}: tooltip`);
        check_equal(found.tip, `img,table,tbody${',tr,td,td'.repeat(5)}`, `${what}: elements`);
      }
      await check_no_trouble(browser, name);
    }
  }
  await browser.close();
}

// ---- Without scripts ------------------------------------------------------------------------

async function test_missing() {
  const browser = await browsers.chromium.launch();
  for (const name of ['no_scripts.html', 'no_embed.html']) {
    const page = await open(browser, name);
    const text = await page.innerText('.chart');
    check(/vega-embed/.test(text) && /Vega-Lite/.test(text), `${name} says ${shortened(text)}`);
    check_equal(await page.locator('svg, canvas').count(), 0, `${name}: drawings`);
    await page.screenshot({ path: path.join(directory, `${name}.png`) });
    await check_no_trouble(browser, name);
  }
  // The policy lets the page's own scripts run and no other.
  const page = await open(browser, 'repeat_6.html');
  await drawn(page);
  const other = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.other_ran = true';
    document.body.append(script);
    setTimeout('window.text_ran = true'); // text as code
    await new Promise((done) => setTimeout(done, 50));
    return [window.other_ran, window.text_ran].map(Boolean);
  });
  check_equal(other, [false, false], 'the policy');
  await browser.close();
}

// ---- All ------------------------------------------------------------------------------------

const suites = { schema: test_schema, tooltip: test_tooltip, hostile: test_hostile,
                 missing: test_missing };
if (!suites[suite]) throw new Error(`no suite ${suite}; expected one of ${Object.keys(suites)}`);
const started = Date.now();
await suites[suite]();
for (const failure of failures.slice(0, 30)) console.log(failure);
console.log(`${suite}: ${checks} checks, ${failures.length} failed, ` +
            `${((Date.now() - started) / 1000).toFixed(1)} s`);
process.exit(failures.length === 0 ? 0 : 1);
