// The scripts of a page: each belongs to one kind of part, and only what a page needs is in it.
// They make no request, and the words of a page reach the document as text alone.
#pragma once

#include <string_view>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Two media on one another: a border between them follows the pointer, a finger or the keys of a
/// range. Without the script they stand side by side.
inline constexpr char compare_script_text[] = R"js(
for (const stage of document.querySelectorAll('.compare .stage')) {
  const range = stage.querySelector('input');
  const show = (percent) => {
    const split = Math.min(100, Math.max(0, percent));
    range.value = split; // which rounds it
    stage.style.setProperty('--split', `${split}%`);
  };
  const follow = (event) => {
    const box = stage.getBoundingClientRect();
    show(100 * (event.clientX - box.left) / box.width);
  };
  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // or the picture itself would be dragged
    stage.setPointerCapture(event.pointerId);
    range.focus({ preventScroll: true });
    if (event.pointerType === 'mouse') follow(event); // a finger may be about to scroll
  });
  stage.addEventListener('click', follow);
  stage.addEventListener('pointermove', (event) => {
    if (stage.hasPointerCapture(event.pointerId)) follow(event);
  });
  range.addEventListener('input', () => show(range.value));
  range.hidden = false;
  stage.classList.add('on');
}
)js";
inline constexpr std::string_view compare_script{compare_script_text,
                                                 sizeof compare_script_text - 1};

/// Movies that play as one. The longest leads; the others follow it, and wait at their ends.
inline constexpr char together_script_text[] = R"js(
for (const group of document.querySelectorAll('.together')) {
  const movies = [...group.querySelectorAll('video')];
  const bar = group.querySelector('.bar');
  const [button, range, time] = bar.querySelectorAll('button, input, output');
  const loop = movies.some((movie) => movie.loop);
  let playing = false;
  let frame = 0;
  const length = (movie) => movie.duration || 0;
  const lead = () => movies.reduce((a, b) => (length(b) > length(a) ? b : a));
  const show = () => {
    const { currentTime } = lead();
    range.max = length(lead()) || 1;
    range.step = range.max / 100;
    range.value = currentTime;
    range.setAttribute('aria-valuetext', `${currentTime.toFixed(2)} s`);
    time.textContent = `${currentTime.toFixed(2)} s`;
    button.textContent = playing ? 'Pause' : 'Play';
  };
  const align = () => {
    const leader = lead();
    for (const movie of movies) {
      if (movie === leader) continue;
      const want = Math.min(leader.currentTime, length(movie));
      const ahead = movie.currentTime - want;
      // Small differences are caught up with; a jump would be seen.
      if (Math.abs(ahead) > (playing ? 0.25 : 0)) movie.currentTime = want;
      movie.playbackRate = playing && Math.abs(ahead) > 0.02 ? (ahead > 0 ? 0.9 : 1.1) : 1;
      if (playing && movie.paused && want < length(movie)) movie.play().catch(() => {});
    }
  };
  const follow = () => {
    if (!playing) return;
    align();
    show();
    frame = requestAnimationFrame(follow);
  };
  const seek = (seconds) => {
    for (const movie of movies) movie.currentTime = Math.min(seconds, length(movie));
    show();
  };
  const play = (on) => {
    playing = on;
    if (on && lead().ended) seek(0);
    for (const movie of movies) {
      if (!on) movie.pause();
      else if (!movie.ended) // one that this browser does not play leaves the others alone
        movie.play().catch((error) => error.name === 'NotAllowedError' && play(false));
    }
    if (!on) align();
    show();
    cancelAnimationFrame(frame); // or every round would follow once more
    if (on) frame = requestAnimationFrame(follow);
  };
  for (const movie of movies) {
    movie.controls = movie.loop = false;
    movie.addEventListener('loadedmetadata', show);
    movie.addEventListener('ended', () => {
      if (movie === lead() && playing) play(loop); // which begins again
    });
  }
  button.addEventListener('click', () => play(!playing));
  range.addEventListener('input', () => seek(+range.value));
  bar.hidden = false;
  show();
  if (movies.some((movie) => movie.autoplay)) play(true);
}
)js";
inline constexpr std::string_view together_script{together_script_text,
                                                  sizeof together_script_text - 1};

/// A movie that the browser does not play is no blank box: in its place stands its poster, and
/// below that a sentence with a link by which it can be saved and played elsewhere.
inline constexpr char movie_script_text[] = R"js(
{
  const tell = (movie) => {
    if (movie.networkState !== HTMLMediaElement.NETWORK_NO_SOURCE && !movie.error) return;
    const address = (movie.src ? movie : movie.querySelector('source'))?.getAttribute('src');
    const figure = movie.closest('figure');
    if (!address || !figure || movie.told) return;
    movie.told = true;
    const type = /^data:video\/(?:x-)?(\w+)/.exec(address)?.[1];
    const link = document.createElement('a');
    link.href = address;
    link.download = type ? `movie.${{ matroska: 'mkv', ogg: 'ogv' }[type] ?? type}` : '';
    link.textContent = 'Save it';
    const note = document.createElement('p');
    note.className = 'unplayed';
    note.append('This browser does not play the movie. ', link);
    figure.insertBefore(note, figure.querySelector(':scope > figcaption'));
    if (!movie.poster || movie.closest('.side')) return;
    const still = new Image(movie.width, movie.height);
    still.src = movie.poster;
    still.alt = movie.getAttribute('aria-label') ?? '';
    still.className = movie.className;
    still.style.cssText = movie.style.cssText;
    movie.replaceWith(still);
  };
  // A movie has no source until the browser has begun to look at them, too.
  const tell_later = (movie) => setTimeout(tell, 100, movie);
  addEventListener('error', ({ target }) => {
    const movie = target.closest?.('video');
    if (movie) tell_later(movie);
  }, true);
  document.querySelectorAll('video').forEach(tell_later);
}
)js";
inline constexpr std::string_view movie_script{movie_script_text, sizeof movie_script_text - 1};

/// Pictures that are found by their words and shown large, one after the other by the arrow keys.
inline constexpr char gallery_script_text[] = R"js(
{
  const large = document.createElement('dialog');
  large.className = 'large';
  large.setAttribute('aria-label', 'Picture, enlarged');
  large.innerHTML = '<figure><img alt=""><figcaption></figcaption></figure><p class="bar">' +
    '<button type="button">Previous</button><output></output>' +
    '<button type="button">Next</button><button type="button">Close</button></p>';
  const [picture, caption, place] = large.querySelectorAll('img, figcaption, output');
  const [previous, next, close] = large.querySelectorAll('button');
  let shown = [];
  let at = 0;
  const show = (index) => {
    at = (index + shown.length) % shown.length;
    const img = shown[at].querySelector('img');
    const room = Math.min((innerWidth - 96) / img.naturalWidth,
                          Math.max(innerHeight - 192, innerHeight / 2) / img.naturalHeight);
    // Whole squares where a pixel is enlarged.
    const factor = room > 1 ? Math.floor(room) : room;
    picture.width = Math.max(1, img.naturalWidth * factor);
    picture.height = Math.max(1, img.naturalHeight * factor);
    picture.style.imageRendering = factor > 1 ? 'pixelated' : 'auto';
    picture.src = img.src;
    picture.alt = img.alt;
    caption.textContent = shown[at].querySelector('figcaption')?.textContent ?? '';
    place.textContent = `${at + 1} of ${shown.length}`;
  };
  const steps = { ArrowRight: () => at + 1, ArrowLeft: () => at - 1, Home: () => 0, End: () => -1 };
  large.addEventListener('keydown', (event) => {
    if (!steps[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    show(steps[event.key]());
  });
  large.addEventListener('click', (event) => event.target === large && large.close());
  addEventListener('resize', () => large.open && show(at));
  large.addEventListener('close', () => shown[at].querySelector('button').focus());
  previous.addEventListener('click', () => show(at - 1));
  next.addEventListener('click', () => show(at + 1));
  close.addEventListener('click', () => large.close());
  document.body.append(large);

  for (const gallery of document.querySelectorAll('.gallery')) {
    const items = [...gallery.querySelectorAll('li')];
    const found = () => items.filter((item) => !item.hidden);
    for (const item of items) {
      const img = item.querySelector('img');
      const button = document.createElement('button');
      button.type = 'button';
      img.replaceWith(button);
      button.append(img);
      button.addEventListener('click', () => {
        shown = found();
        show(shown.indexOf(item));
        large.showModal();
      });
    }
    gallery.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const item = event.target.closest('li');
      if (!step || !item || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const all = found();
      const other = all[all.indexOf(item) + step];
      other?.querySelector('button').focus();
    });
    const find = gallery.querySelector('.find');
    if (!find) continue;
    const [input, count] = find.querySelectorAll('input, output');
    const text = (item) => `${item.textContent} ${item.querySelector('img').alt} ${
      item.dataset.words ?? ''}`.toLowerCase();
    const filter = () => {
      const words = input.value.toLowerCase().split(/\s+/);
      for (const item of items) item.hidden = !words.every((word) => text(item).includes(word));
      count.textContent = `${found().length} of ${items.length}`;
    };
    input.addEventListener('input', filter);
    find.hidden = false;
    filter();
  }
}
)js";
inline constexpr std::string_view gallery_script{gallery_script_text,
                                                 sizeof gallery_script_text - 1};

/// Charts, drawn by vega-embed where it is there. Expressions are interpreted (`ast`): the page's
/// policy allows no code that is made of text. Texts and lines take the page's colours, which are
/// others in the dark and on paper; on a background of the chart's own they are dark.
inline constexpr char chart_script_text[] = R"js(
for (const figure of document.querySelectorAll('.chart')) {
  const place = figure.querySelector('.place');
  if (typeof vegaEmbed !== 'function') continue; // which the text in its place says
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : undefined;
  const ink = 'currentColor';
  const line = '#8886';
  const text = { labelColor: ink, titleColor: ink };
  const config = { background: 'transparent', title: { color: ink, subtitleColor: ink },
    style: { 'guide-label': { fill: ink }, 'guide-title': { fill: ink } },
    axis: { ...text, domainColor: line, gridColor: line, tickColor: line },
    legend: text, header: text, view: { stroke: line } };
  const draw = () => {
    const spec = JSON.parse(figure.querySelector('script').textContent);
    if (spec.background) place.style.color = '#000';
    return vegaEmbed(place, spec, { ast: true, renderer: 'svg', config, tooltip: { theme },
      actions: { export: true, source: false, compiled: false, editor: false } });
  };
  Promise.resolve().then(draw)
    .then((result) => {
      figure.vega = result;
      place.querySelector('summary')?.setAttribute('aria-label', 'Save the chart');
    })
    .catch((error) => { place.textContent = `This chart cannot be drawn: ${error.message}`; });
}
)js";
inline constexpr std::string_view chart_script{chart_script_text, sizeof chart_script_text - 1};

} // namespace arrayreel::ARRAYREEL_ABI::detail
