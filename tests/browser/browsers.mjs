// Chromium and Firefox by one interface, without a window and without a network.
//
// CHROMIUM and FIREFOX name the programs; /usr/bin/chromium and /usr/bin/firefox-esr unless set.
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';

// What a page did besides showing itself: requests that are not data, errors, and messages.
class watched {
  constructor() {
    this.address = '';
    this.trouble = [];
  }
  request(url) {
    if (url !== this.address && !url.startsWith('data:')) this.trouble.push(`request ${url}`);
  }
  say(what) {
    this.trouble.push(what);
  }
}

class any_browser {
  // Calls a function in the page; what it returns is plain data.
  evaluate(run, given) {
    return this.page.evaluate(run, given);
  }
  screenshot(path) {
    return this.page.screenshot({ path, fullPage: true });
  }
  // Moves the mouse with its button down.
  async drag([x, y], [dx, dy]) {
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + dx / 2, y + dy / 2);
    await this.page.mouse.move(x + dx, y + dy);
    await this.page.mouse.up();
  }
  close() {
    return this.browser.close();
  }
}

class chromium_browser extends any_browser {
  static async launch({ dark = false } = {}) {
    const self = new chromium_browser();
    self.colorScheme = dark ? 'dark' : 'light';
    // launch() makes a new user data directory and removes it.
    self.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: ['--no-sandbox', '--headless', '--disable-gpu', '--disable-quic', '--no-first-run',
             '--disable-background-networking', '--disable-component-update', '--disable-sync',
             '--host-resolver-rules=MAP * ~NOTFOUND'],
    });
    return self;
  }

  /** \param init runs in the page before any script of its own. */
  async open(url, { width = 1000, height = 800, init } = {}) {
    await this.context?.close();
    this.context = await this.browser.newContext({
      viewport: { width, height }, colorScheme: this.colorScheme, deviceScaleFactor: 1 });
    this.watched = new watched();
    this.watched.address = url;
    if (init) await this.context.addInitScript(init);
    this.page = await this.context.newPage();
    this.page.on('dialog', (dialog) => {
      this.watched.say(`dialog ${dialog.message()}`);
      dialog.dismiss();
    });
    this.page.on('request', (r) => this.watched.request(r.url()));
    this.page.on('pageerror', (e) => this.watched.say(`error ${e.message}`));
    this.page.on('console', (m) => this.watched.say(`console ${m.text()}`));
    await this.page.goto(url, { waitUntil: 'load' });
  }
}

// Everything is off that a new profile loads, sends, shows or measures by itself. What asks the network
// all the same meets a proxy that does not exist.
const firefox_preferences = {
  'app.normandy.enabled': false,
  'app.shield.optoutstudies.enabled': false,
  'app.update.auto': false,
  'app.update.enabled': false,
  'app.update.service.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.discovery.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'browser.region.update.enabled': false,
  'browser.safebrowsing.blockedURIs.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-manager.url': '',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  'network.proxy.failover_direct': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
  'toolkit.telemetry.unified': false,
  // Rights that tests need a page to have.
  'dom.media.webcodecs.image-decoder.enabled': true,
  'media.autoplay.default': 0,
};

class firefox_browser extends any_browser {
  static async launch({ dark = false } = {}) {
    const self = new firefox_browser();
    // launch() makes a new profile and removes it.
    self.browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env.FIREFOX || '/usr/bin/firefox-esr',
      headless: true,
      env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' },
      extraPrefsFirefox: { ...firefox_preferences,
                           'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1 },
    });
    return self;
  }

  async open(url, { width = 1000, height = 800 } = {}) {
    await this.page?.close();
    this.watched = new watched();
    this.watched.address = url;
    this.page = await this.browser.newPage();
    await this.page.setViewport({ width, height });
    this.page.on('request', (r) => this.watched.request(r.url()));
    this.page.on('pageerror', (e) => this.watched.say(`error ${e.message}`));
    this.page.on('console', (m) => this.watched.say(`console ${m.text()}`));
    await this.page.goto(url, { waitUntil: 'load' });
  }
}

export const browsers = { chromium: chromium_browser, firefox: firefox_browser };
