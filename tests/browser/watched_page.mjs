// What the tests in Chromium share: a browser, pages under watch, hostile strings, and counted checks.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

let checks = 0;
const failures = [];
export function check(condition, message) {
  ++checks;
  if (!condition) failures.push(message);
}
export const close = (a, b, tolerance = 1) => Math.abs(a - b) <= tolerance;
export const shortened = (value) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};

// Opens pages one after the other and says what each did besides showing itself.
export class watched_page {
  static async make(browser, directory, options = {}) {
    const self = new watched_page();
    self.directory = directory;
    self.context = await browser.newContext(options);
    // A request that gets here would go to the network or the disk.
    await self.context.route('**/*', (route) => {
      const request = route.request();
      if (request.url() === self.address && request.isNavigationRequest()) return route.continue();
      self.requests.push(request);
      return route.abort();
    });
    // The function that the strings call. It survives in no page in which they do not run.
    await self.context.addInitScript(() => {
      window.scripts_run = [];
      for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
        window[name] = (...args) => window.scripts_run.push(`${name}(${args})`);
      addEventListener('securitypolicyviolation', (e) =>
        window.scripts_run.push(`${e.effectiveDirective} ${e.blockedURI}`));
    });
    self.page = await self.context.newPage();
    self.page.on('dialog', (dialog) => {
      self.trouble.push(`dialog ${dialog.message()}`);
      dialog.dismiss();
    });
    self.page.on('pageerror', (error) => self.trouble.push(`error ${error.message}`));
    self.page.on('console', (message) => self.trouble.push(`console ${message.text()}`));
    self.page.on('popup', () => self.trouble.push('popup'));
    self.page.on('download', () => self.trouble.push('download'));
    self.page.on('framenavigated', (frame) => {
      if (frame.url() !== self.address) self.trouble.push(`navigation to ${frame.url()}`);
    });
    return self;
  }

  async open(name) {
    this.address = pathToFileURL(path.join(this.directory, name)).href;
    this.requests = [];
    this.trouble = [];
    await this.page.goto(this.address, { waitUntil: 'load' });
    return this.page;
  }
}


// The documented replacement, by another decoder.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
export const as_text = (bytes) => decoder.decode(bytes).replaceAll('\0', '\ufffd');

/** The strings that a folder's pages were made with, as a browser must show them. */
export function hostile_strings(directory) {
  const bytes = readFileSync(path.join(directory, 'hostile.bin'));
  const strings = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32LE(at);
    strings.push(as_text(bytes.subarray(at + 4, at + 4 + size)));
    at += 4 + size;
  }
  return strings;
}

/**
 * The strings with their numbers that a test takes: all of them where ARRAYREEL_WHOLE asks for that, or
 * every fifth, beginning at another one in each kind of place.
 */
export function chosen(strings, place) {
  const every = process.env.ARRAYREEL_WHOLE ? 1 : 5;
  return [...strings.entries()].filter(([i]) => i % every === place % every);
}

/** Runs the suite of that name in Chromium, prints what failed, and ends the program. */
export async function run(suites, name) {
  if (!Object.hasOwn(suites, name ?? '')) {
    console.error(`usage: <directory> <${Object.keys(suites).join('|')}>`);
    process.exit(2);
  }
  // launch() makes a new user data directory and removes it.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--headless', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    await suites[name](browser);
  } finally {
    await browser.close();
  }
  for (const failure of failures.slice(0, 50)) console.error(`FAILED ${failure}`);
  console.log(`${name}: ${checks} checks, ${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}
