// The style of a page: light and dark by the reader's wish, for windows of any width and for paper.
#pragma once

#include <string_view>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

// A figure is as wide as its picture or movie, whatever the caption, though not too narrow for
// that; what stands beside one another was asked to, and the rest is one below the other. What a script makes usable is `hidden`, or looks another way under `.on`, until the script
// ran.
inline constexpr char page_style_text[] = R"css(
:root{color-scheme:light dark;--line:#8886;--accent:#1769c2}
@media(prefers-color-scheme:dark){:root{--accent:#7ab8ff}}
body{margin:0;font:16px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.5em 0 .5em}
h1{margin-top:.5em}
figure{width:fit-content;margin:0 0 1.5rem;max-width:100%;min-width:min(30rem,100%)}
figcaption,.unplayed{font-size:.875rem;contain:inline-size}
figcaption{margin-top:.25rem;opacity:.8}
.unplayed{margin:.25rem 0}
img,video{max-width:100%;height:auto}
[hidden]{display:none!important}
:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
button,input{font:inherit}
.wide{overflow-x:auto;margin:0 0 1.5rem}
figure .wide{margin:0}
.wide table{border-collapse:collapse;font-size:.875rem;width:max-content;max-width:60rem}
caption{text-align:left;padding-bottom:.25rem}
.wide th,.wide td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}
.wide .number{text-align:right;font-variant-numeric:tabular-nums}
.stage,.together .row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:start}
.side{position:relative;max-width:100%}
.side img,.side video{display:block;background:Canvas}
.name{position:absolute;top:.5rem;left:.5rem;max-width:calc(100% - 1.5rem);padding:0 .5rem;border-radius:.25rem;background:#000b;color:#fff;font-size:.875rem}
.together .row{align-items:end}
.row .side{min-width:min(12rem,100%)}
.row .name{position:static;display:block;max-width:none;padding:0;contain:inline-size;background:none;color:inherit}
.bar{display:flex;gap:.5rem;align-items:center;margin:.25rem 0}
.bar input{flex:1;min-width:4rem;accent-color:var(--accent)}
.bar output{min-width:4.5em;text-align:center;font-variant-numeric:tabular-nums}
@media screen{
.on{display:grid;position:relative;width:max-content;max-width:100%;overflow:hidden;touch-action:pan-y pinch-zoom;cursor:ew-resize;user-select:none}
.on>*{grid-area:1/1}
.on .after{clip-path:inset(0 0 0 var(--split))}
.on .name{max-width:calc(50% - .75rem);box-sizing:border-box;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.on .after .name{left:auto;right:.5rem}
.on::before,.on::after{content:"";position:absolute;left:var(--split);top:0;bottom:0;width:2px;margin-left:-1px;background:#fff;box-shadow:0 0 2px 1px #000b;pointer-events:none;z-index:1}
.on::after{top:50%;bottom:auto;width:1.5rem;height:1.5rem;margin:-.75rem;border-radius:50%;border:2px solid #000b;box-sizing:border-box}
.on input{opacity:0;pointer-events:none;margin:0;width:100%;align-self:end}
.on:focus-within{outline:3px solid var(--accent);outline-offset:1px}
}
.gallery{margin:0 0 1.5rem}
.gallery ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:1rem}
.gallery li{max-width:100%;min-width:min(8rem,100%)}
.gallery figure{width:auto;margin:0;min-width:0}
.gallery button{all:unset;display:block;cursor:zoom-in}
.gallery button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.gallery img{display:block}
.find input{max-width:100%;box-sizing:border-box}
.large{border:1px solid var(--line);border-radius:.5rem;padding:1rem;max-width:calc(100vw - 2rem);box-sizing:border-box;background:Canvas;color:CanvasText}
.large::backdrop{background:#000a}
.large figure{width:auto;margin:0;min-width:0}
.large img{display:block;margin:auto}
.large figcaption{margin-top:.5rem;max-height:4.5em;overflow-y:auto}
.large .bar{justify-content:center;margin:.5rem 0 0}
#vg-tooltip-element img{display:block;max-width:none;image-rendering:pixelated;margin-bottom:.25rem}
#vg-tooltip-element td{border:0;padding:0 .5em 0 0}
@media print{
:root{color-scheme:light}
main{max-width:none;padding:0}
figure,li,tr{break-inside:avoid}
h1,h2,h3,h4,h5,h6{break-after:avoid}
.bar,.find,.stage>input,.vega-embed details{display:none!important}
.wide{overflow:visible}
.wide table{width:auto;max-width:100%}
.wide svg{max-width:100%;height:auto}
.name{position:static;display:inline-block;background:none;color:inherit;padding:0}
}
)css";
inline constexpr std::string_view page_style{page_style_text, sizeof page_style_text - 1};

} // namespace arrayreel::ARRAYREEL_ABI::detail
