// Opens the pages of browser_pages in Chromium and compares what a browser makes of them.
//
//   node browser_test.mjs <directory of the pages> <pixels|hostile|drag|page>
//
// CHROMIUM names the browser, /usr/bin/chromium unless set. Screenshots go beside the pages.
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { check, close, chosen, hostile_strings, as_text, run, shortened, watched_page } from './watched_page.mjs';

const [directory, suite] = process.argv.slice(2);
const read = (name) => readFileSync(path.join(directory, name));

// ---- Pixels ---------------------------------------------------------------------------------

async function test_pixels(browser) {
  const watched = await watched_page.make(browser, directory);
  const page = await watched.open('pixels.html');
  const cases = JSON.parse(read('pixels.json'));
  check(cases.length >= 30, `only ${cases.length} pictures`);
  for (const { name, width, height, depth } of cases) {
    const expected = read(`${name}.rgba`);
    check(expected.length === width * height * 8, `${name}: ${expected.length} bytes expected`);
    for (const kind of ['tag', 'uri']) {
      const found = await page.evaluate(async ([name, kind]) => {
        const img = document.querySelector(`img.${kind}[alt="${name}"]`);
        await img.decode();
        const canvas = document.createElement('canvas');
        canvas.width = img.naturalWidth;
        canvas.height = img.naturalHeight;
        const context = canvas.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
        context.drawImage(img, 0, 0);
        const text = (bytes) => {
          let binary = '';
          for (const b of bytes) binary += String.fromCharCode(b);
          return btoa(binary);
        };
        const drawn = context.getImageData(0, 0, canvas.width, canvas.height).data;
        // The decoder alone, without a canvas, which multiplies colours by alpha.
        const data = await (await fetch(img.src)).arrayBuffer();
        const decoder = new ImageDecoder({ data, type: 'image/png', premultiplyAlpha: 'none' });
        const { image: frame } = await decoder.decode();
        const format = frame.format;
        let decoded = new Uint8Array(0);
        if (/^(RGB|BGR)[AX]$/.test(format)) {
          decoded = new Uint8Array(frame.allocationSize());
          await frame.copyTo(decoded);
          if (format.startsWith('BGR'))
            for (let i = 0; i < decoded.length; i += 4)
              [decoded[i], decoded[i + 2]] = [decoded[i + 2], decoded[i]];
        }
        return { width: canvas.width, height: canvas.height, format,
                 drawn: text(drawn), decoded: text(decoded) };
      }, [name, kind]);

      const label = `${name} by ${kind}`;
      check(found.width === width && found.height === height,
            `${label}: ${found.width} x ${found.height} instead of ${width} x ${height}`);
      const drawn = Buffer.from(found.drawn, 'base64');
      const decoded = Buffer.from(found.decoded, 'base64');
      check(drawn.length === width * height * 4, `${label}: ${drawn.length} bytes drawn`);
      let wrong = 0;
      let first = '';
      const miss = (i, what, got, want) => {
        if (wrong++ === 0) first = `${what} of pixel ${i}: ${got} instead of ${want}`;
      };
      for (let i = 0; i < width * height; ++i) {
        const at = (c) => expected.readUInt16LE((4 * i + c) * 2) / 257;
        const alpha = at(3);
        // 16 bits arrive as their upper 8, or rounded: either is less than 1 away.
        const slack = depth === 8 ? 0 : 0.999;
        if (!close(drawn[4 * i + 3], alpha, slack)) miss(i, 'alpha', drawn[4 * i + 3], alpha);
        if (drawn[4 * i + 3] === 0) continue;
        for (let c = 0; c < 3; ++c) {
          const error = Math.abs(drawn[4 * i + c] - at(c));
          // A canvas keeps colours multiplied by alpha in 8 bits: half a step of that is
          // 127.5 / alpha when divided back, and rounding each time adds at most 1.
          const tolerance = alpha === 255 ? slack : 127.5 / drawn[4 * i + 3] + 1 + slack;
          if (error > tolerance) miss(i, 'colour', drawn[4 * i + c], at(c));
        }
      }
      if (depth === 8) {
        check(decoded.length === drawn.length,
              `${label}: ${decoded.length} bytes decoded as ${found.format}`);
        const opaque = found.format.endsWith('X');
        for (let i = 0; i < decoded.length; ++i) {
          const want = expected.readUInt16LE(2 * i) / 257;
          const got = opaque && i % 4 === 3 ? 255 : decoded[i];
          // A fully transparent pixel may have any colour.
          if (got !== want && expected.readUInt16LE((i | 3) * 2) !== 0)
            miss(i >> 2, 'decoded component', got, want);
        }
      }
      check(wrong === 0, `${label}: ${wrong} components differ, first ${first}`);
    }
  }
  const { requests, trouble } = watched;
  check(requests.length === 0, `requests: ${requests.map((r) => r.url())}`);
  check(trouble.length === 0, `trouble: ${trouble}`);
}

// ---- Hostile strings ------------------------------------------------------------------------

// Every element with its attributes' names, and every text slot's content; run in the page.
async function contents() {
  // Wait for timers, and for handlers of things that fail to load.
  await new Promise((done) => setTimeout(done, 5));
  const elements = [...document.querySelectorAll('*')];
  const of = (selector, name) => [...document.querySelectorAll(selector)].map((e) =>
    name === undefined ? e.textContent : e.getAttribute(name));
  const own_style = of('img', 'style').map((s) =>
    s?.replace(/^(display:block;width:100%;height:100%;max-width:none;)?(image-rendering:pixelated;)?/, ''));
  return {
    structure: elements.map((e) => `${e.localName} ${e.getAttributeNames()}`).join('\n'),
    nodes: [...document.childNodes].map((n) => n.nodeName).join(),
    scripts_run: window.scripts_run,
    sources: of('img', 'src'),
    resolved: [...document.images].map((i) => i.src.split('#')[0]),
    slots: {
      title: of('title'), h1: of('h1'), h6: of('h6'), text: of('p'),
      caption: of('figcaption'), header: of('th'), cell: of('td'), alt: of('img', 'alt'),
      tooltip: of('img', 'title'), class: of('img', 'class'), style: own_style,
      label: of('video', 'aria-label'), movie_tooltip: of('video', 'title'),
      movie_class: of('video', 'class'), movie_style: of('video', 'style'),
      fallback: of('video').map((s) => s.replace(/This browser does not.*$/, '')),
      type: of('source', 'type').map((s) => s.replace(/^video\/(mp4|webm); codecs=/, '')),
      link: [...of('video > a', 'href'), ...of('source:not([src^="data:"])', 'src'),
             ...of('video[src]', 'src')].map((s) => s.replace(/^\.\//, '')),
    },
  };
}

async function test_hostile(browser) {
  const strings = hostile_strings(directory);
  check(strings.length >= 300, `only ${strings.length} hostile strings`);

  // Every arrangement of bytes that UTF-8 knows of.
  const read_back = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'",
                      '&#13;': '\r' };
  check(isUtf8(read('utf8.html')), 'escape_html gives text that is not UTF-8');
  const escaped = read('utf8.html').toString('utf8').split('\n');
  const unescaped = escaped.map((s) => s.replace(/&[#a-z0-9]+;/g, (r) => read_back[r]));
  const wanted = as_text(read('utf8.bin')).split('\n');
  check(wanted.length > 80_000, `only ${wanted.length} arrangements of bytes`);
  check(unescaped.length === wanted.length, 'arrangements of bytes: another number of lines');
  const differs = wanted.findIndex((s, i) => s !== unescaped[i]);
  check(differs < 0,
        `arrangement ${differs}: ${shortened(escaped[differs])} for ${shortened(wanted[differs])}`);

  // The page as it is; the page without its policy, where the escaping must suffice; and tags in a page
  // without a policy.
  const kinds = [
    { file: 'page', policy: true, slots: { title: 1, h1: 1, h6: 1, text: 1, caption: 3,
      header: 2, cell: 3, alt: 2, tooltip: 2, class: 2, style: 2, label: 1,
      movie_tooltip: 1, movie_class: 1, movie_style: 1, fallback: 1, type: 2 } },
    { file: 'page', policy: false, slots: { title: 1 } },
    { file: 'tags', policy: false, slots: { alt: 3, tooltip: 3, class: 3, style: 3, label: 3,
      movie_tooltip: 3, movie_class: 3, movie_style: 3, fallback: 3, type: 4, link: 6 } },
  ];
  await Promise.all(kinds.map(async ({ file, policy, slots }, place) => {
    // Drawing takes most of the time, so little is drawn.
    const watched = await watched_page.make(browser, directory,
      { bypassCSP: !policy, viewport: { width: 320, height: 240 } });
    // The note on movies that do not play comes after a while, or not before the next page.
    await watched.context.addInitScript(() => {
      const later = window.setTimeout;
      window.setTimeout = (f, ms, ...more) => ms === 100 ? 0 : later(f, ms, ...more);
    });
    const page = await watched.open(`plain_${file}.html`);
    const plain = await page.evaluate(contents);
    for (const [slot, count] of Object.entries(slots))
      check(plain.slots[slot].length === count && plain.slots[slot].every((s) => s === 'x'),
            `plain ${file}, ${slot}: ${plain.slots[slot]}`);
    for (const [i, string] of chosen(strings, place)) {
      const label = `string ${i} ${shortened(string)} in a ${file}${policy ? '' : ' without policy'}`;
      let found;
      try {
        found = await (await watched.open(`hostile_${i}_${file}.html`)).evaluate(contents);
      } catch (error) { // such as a page that went elsewhere
        check(false, `${label}: ${error.message}`);
        continue;
      }
      check(found.structure === plain.structure, `${label}: another structure`);
      check(found.nodes === plain.nodes, `${label}: ${found.nodes}`);
      for (const slot of Object.keys(plain.slots)) {
        const want = plain.slots[slot].map((s) => (s === 'x' ? string : s));
        check(JSON.stringify(found.slots[slot]) === JSON.stringify(want),
              `${label}, ${slot}: ${shortened(found.slots[slot])}`);
      }
      if (file === 'tags') {
        check(found.sources[0] === string && found.sources[2] === string,
              `${label}, url: ${shortened(found.sources[0])}`);
        check(found.sources[1].startsWith(`data:image/${string};base64,`),
              `${label}, media type: ${shortened(found.sources[1])}`);
      }
      // A style may ask for anything, as the caller wrote it. The page's policy refuses it.
      const from_style = (text) => text.includes('css.invalid');
      const run = found.scripts_run.filter((s) => !(policy && /^img-src /.test(s) && from_style(s)));
      check(run.length === 0, `${label}: ${run}`);
      const asked = watched.requests.filter((r) => policy || !(r.resourceType() === 'image' &&
        (from_style(r.url()) || (file === 'tags' && found.resolved.includes(r.url().split('#')[0])))));
      check(asked.length === 0, `${label}: requests ${asked.map((r) => r.url())}`);
      const trouble = watched.trouble.filter((t) => policy ? !from_style(t)
        : !from_style(t) && !/^console (Failed to load resource|Not allowed to load local resource)/.test(t));
      check(trouble.length === 0, `${label}: ${trouble}`);
    }
  }));
}

// ---- Dragging -------------------------------------------------------------------------------

async function test_drag(browser) {
  const watched = await watched_page.make(browser, directory, { viewport: { width: 1000, height: 1600 } });
  const page = await watched.open('drag.html');
  const size = async (selector) => {
    const box = await page.locator(selector).boundingBox();
    return [box.width, box.height];
  };
  const drag = async (selector, x, y) => {
    const box = await page.locator(selector).boundingBox();
    const corner = [box.x + box.width - 4, box.y + box.height - 4];
    await page.mouse.move(...corner);
    await page.mouse.down();
    await page.mouse.move(corner[0] + x / 2, corner[1] + y / 2);
    await page.mouse.move(corner[0] + x, corner[1] + y);
    await page.mouse.up();
  };
  const same = (a, b) => close(a[0], b[0]) && close(a[1], b[1]);
  const style = (selector, name) => page.locator(selector).evaluate(
    (e, key) => getComputedStyle(e)[key], name);

  for (const [id, width, height, pixelated] of [['own', 150, 100, true],
    ['enlarged', 300, 200, true], ['reduced', 75, 50, false], ['narrow', 90, 60, true],
    ['ruled', 150, 100, true]]) {
    const wrapper = `#${id} > div`;
    const img = `${wrapper} > img`;
    const before = await size(wrapper);
    check(same(before, [width, height]), `${id}: ${before} instead of ${[width, height]}`);
    check(same(await size(img), before), `${id}: the picture has ${await size(img)}`);
    check((await style(img, 'imageRendering') === 'pixelated') === pixelated,
          `${id}: image-rendering ${await style(img, 'imageRendering')}`);
    check(await style(wrapper, 'resize') === 'both', `${id}: not to be resized`);
    // Larger, smaller, and each side by itself; a container as narrow as itself bounds the width.
    for (const [x, y] of [[60, 0], [0, 70], [40, 30], [-50, 0], [0, -40], [-20, -30], [25, -20]]) {
      const [w, h] = await size(wrapper);
      await drag(wrapper, x, y);
      const most = id === 'narrow' ? 90 : Infinity;
      const want = [Math.min(w + x, most), h + y];
      const after = await size(wrapper);
      check(same(after, want), `${id} dragged by ${[x, y]}: ${after} instead of ${want}`);
      check(same(await size(img), after),
            `${id} dragged by ${[x, y]}: the picture has ${await size(img)}`);
      if (pixelated)
        check(await style(img, 'imageRendering') === 'pixelated', `${id} dragged: smoothed`);
    }
  }
  check(await page.locator('#fixed > div').count() === 0, 'a box where none is wanted');
  check(same(await size('#fixed > img'), [150, 100]), `fixed: ${await size('#fixed > img')}`);
  check(same(await size('#bare > div > img'), [300, 120]),
        `without styles: ${await size('#bare > div > img')}`);

  // In a page's figure, which grows with it.
  await watched.open('report.html');
  const first = 'figure:nth-of-type(1) > div';
  await drag(first, 250, -40);
  check(same(await size(first), [570, 200]), `in a figure: ${await size(first)}`);
  check(same(await size(`${first} > img`), [570, 200]), 'in a figure: the picture stays');
  check(close((await size('figure:nth-of-type(1)'))[0], 570), 'in a figure: the figure stays');
  check(watched.requests.length === 0, `requests: ${watched.requests.map((r) => r.url())}`);
  check(watched.trouble.length === 0, `trouble: ${watched.trouble}`);
}

// ---- The page -------------------------------------------------------------------------------

async function test_page(browser) {
  for (const width of [1200, 390])
    for (const colorScheme of ['light', 'dark']) {
      const label = `${width} ${colorScheme}`;
      const watched = await watched_page.make(browser, directory,
        { viewport: { width, height: 900 }, colorScheme, deviceScaleFactor: 1 });
      const page = await watched.open('report.html');
      const found = await page.evaluate(async () => {
        await Promise.all([...document.images].map((i) => i.decode()));
        const box = (e) => e.getBoundingClientRect();
        const color = (e) => getComputedStyle(e).color.match(/\d+/g).slice(0, 3).map(Number);
        // The colour that text lies on: the canvas behind everything has no element.
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = 'Canvas';
        const ground = color(probe);
        probe.remove();
        return {
          title: document.title,
          mode: document.compatMode,
          overflow: document.documentElement.scrollWidth - innerWidth,
          ground, ink: color(document.querySelector('p')),
          figures: [...document.querySelectorAll('figure')].map((f) => {
            const i = f.querySelector('img');
            return { natural: [i.naturalWidth, i.naturalHeight],
                     shown: [box(i).width, box(i).height],
                     attributes: [+i.getAttribute('width'), +i.getAttribute('height')],
                     figure: box(f).width, right: box(f).right };
          }),
          rows: [...document.querySelectorAll('tr')].map((r) => box(r).height),
          scripts_run: window.scripts_run,
        };
      });
      await page.screenshot({ path: path.join(directory, `report_${width}_${colorScheme}.png`),
                              fullPage: true });
      check(found.title === 'A field and its ranges', `${label}: title ${found.title}`);
      check(found.mode === 'CSS1Compat', `${label}: ${found.mode}`);
      check(found.overflow <= 0, `${label}: ${found.overflow} pixels wider than the window`);
      check(found.figures.length === 7, `${label}: ${found.figures.length} figures`);
      for (const { shown, natural, attributes, figure, right } of found.figures) {
        check(natural[0] > 0, `${label}: a picture that is none`);
        check(right <= width, `${label}: a figure reaches ${right}`);
        // Not narrower than a caption wants to be, nor wider than the window.
        const least = Math.min(480, width - 32);
        check(close(figure, Math.max(shown[0], least)), `${label}: ${shown} in a figure of ${figure}`);
        check(shown[0] <= attributes[0] + 1, `${label}: ${shown} for ${attributes}`);
        // Smaller only where the window is, and then in proportion.
        check(shown[0] > attributes[0] - 1 || attributes[0] > width - 40,
              `${label}: ${shown} for ${attributes}`);
        check(close(shown[1], shown[0] * attributes[1] / attributes[0], 1),
              `${label}: ${shown} out of proportion with ${attributes}`);
      }
      check(found.rows.every((h) => h < 40), `${label}: rows of ${found.rows}`);
      const light = (rgb) => (rgb[0] + rgb[1] + rgb[2]) / 3;
      const [ink, ground] = [light(found.ink), light(found.ground)];
      check(colorScheme === 'light' ? ground > 200 && ink < 60 : ground < 60 && ink > 200,
            `${label}: text of ${found.ink} on ${found.ground}`);
      check(found.scripts_run.length === 0, `${label}: ${found.scripts_run}`);
      check(watched.requests.length === 0,
            `${label}: requests ${watched.requests.map((r) => r.url())}`);
      check(watched.trouble.length === 0, `${label}: ${watched.trouble}`);

      // A script that got in would neither run nor reach anything.
      const ran = await page.evaluate(async () => {
        const add = (name, fields) =>
          document.body.appendChild(Object.assign(document.createElement(name), fields));
        add('script', { textContent: 'window.intruded = true' });
        add('script', { src: 'http://html.invalid/x.js' });
        add('img', { src: 'x.png', onerror: null }).setAttribute('onerror', 'window.intruded = true');
        add('img', { src: 'http://html.invalid/x.png' });
        add('link', { rel: 'stylesheet', href: 'http://html.invalid/x.css' });
        add('iframe', { src: 'http://html.invalid/x.html' });
        add('video', { src: 'http://html.invalid/x.mp4' });
        add('style', { textContent: 'body{background:url(http://html.invalid/y.png)}' });
        await fetch('http://html.invalid/x').catch(() => {});
        await new Promise((done) => setTimeout(done, 100));
        return window.intruded;
      });
      check(!ran, `${label}: the policy lets a script run`);
      check(watched.requests.length === 0,
            `${label}: the policy lets through ${watched.requests.map((r) => r.url())}`);
      await watched.context.close();
    }
}

// ---------------------------------------------------------------------------------------------

await run({ pixels: test_pixels, hostile: test_hostile, drag: test_drag, page: test_page }, suite);
