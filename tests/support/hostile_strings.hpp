// Strings that have broken out of some HTML, CSS or decoder, for every slot that takes text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace test {

/// Each is not empty. Scripts call `alert`, markup asks for things from html.invalid, and CSS from
/// css.invalid, so that a browser test sees each of them.
[[nodiscard]] inline std::vector<std::string> hostile_strings() {
  using namespace std::string_literals;
  std::vector<std::string> s{
      // Elements and their ends.
      "<script>alert(1)</script>",
      "<SCRIPT SRC=//html.invalid/x.js></SCRIPT>",
      "</script><script>alert(1)</script>",
      "</style><script>alert(1)</script>",
      "</title><script>alert(1)</script>",
      "</textarea><script>alert(1)</script>",
      "</noscript><script>alert(1)</script>",
      "</p></figcaption></figure></td></tr></table></main></body></html><script>alert(1)</script>",
      "</h1></h2></h3><img src=x onerror=alert(1)>",
      "<img src=//html.invalid/x.png onerror=alert(1)>",
      "<img src=x onerror=alert(1)//",
      "<svg onload=alert(1)>",
      "<svg><script>alert&#40;1&#41;</script></svg>",
      "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
      "<svg><style><img title=\"</style><img src=x onerror=alert(1)>\">",
      "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
      "<iframe src=javascript:alert(1)></iframe>",
      "<iframe srcdoc=\"<script>parent.alert(1)</script>\"></iframe>",
      "<object data=//html.invalid/x.swf></object>",
      "<embed src=//html.invalid/x>",
      "<link rel=stylesheet href=//html.invalid/x.css>",
      "<meta http-equiv=refresh content=\"0;url=//html.invalid/\">",
      "<base href=//html.invalid/>",
      "<form action=javascript:alert(1)><input autofocus onfocus=alert(1)>",
      "<details open ontoggle=alert(1)>",
      "<video><source onerror=alert(1)></video>",
      "<audio src=x onerror=alert(1)>",
      "<body onload=alert(1)>",
      "<html lang=xx onclick=alert(1)>",
      "<plaintext>",
      "<xmp><!--",
      "<template><script>alert(1)</script></template>",
      "<select><option></select><script>alert(1)</script>",
      "<table><td><script>alert(1)</script>",
      "<a href=javascript:alert(1)>x</a>",
      "<x onmouseover=alert(1) style=position:fixed;inset:0>",
      "<style>*{background:url(//html.invalid/x)}</style>",
      "<style>@import'//html.invalid/x.css';</style>",
      "<script\x0c>alert(1)</script\x0c>",
      "<script/x>alert(1)</script>",
      "<<script>alert(1)//<</script>",
      "<scr<script>ipt>alert(1)</scr</script>ipt>",
      "<!DOCTYPE html>",
      "<!--",
      "-->",
      "--!><script>alert(1)</script>",
      "<!--><script>alert(1)</script>",
      "<!--[if IE]><script>alert(1)</script><![endif]-->",
      "<![CDATA[<script>alert(1)</script>]]>",
      "]]><script>alert(1)</script>",
      "<?xml version=\"1.0\"?><?php echo 1 ?>",
      "<",
      ">",
      "</",
      "<!",
      "<?",
      "< script>",
      // Out of an attribute.
      "\"",
      "'",
      "`",
      "\"\"",
      "''",
      "\" onload=\"alert(1)",
      "\" onerror=alert(1) x=\"",
      "' onload='alert(1)",
      "` onload=`alert(1)",
      "\"><script>alert(1)</script>",
      "'><script>alert(1)</script>",
      "\"/><img src=x onerror=alert(1)>",
      "\"autofocus onfocus=alert(1) tabindex=1 x=\"",
      " onload=alert(1) ",
      "/onload=alert(1)",
      "x\" src=\"//html.invalid/x.png",
      "x\" srcset=\"//html.invalid/x.png 1x",
      "x=y",
      "=\"",
      "\\\"><script>alert(1)</script>",
      "\\",
      "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
      // References, finished and not.
      "&",
      "&&",
      "&amp;",
      "&amp;lt;script&amp;gt;",
      "&lt;script&gt;alert(1)&lt;/script&gt;",
      "&quot; onload=&quot;alert(1)",
      "&#34; onload=alert(1)",
      "&#x22;&#X22;&#0000034&#00034",
      "&#60script&#62",
      "&lt",
      "&notit;",
      "&not",
      "&copy=1&reg;&para",
      "&NewLine;&Tab;&colon;&lpar;&rpar;",
      "&#0;&#x0;&#x80;&#xD800;&#x110000;&#xFFFFFFFF;",
      "&#13;&#10;",
      "&#",
      "&#x",
      "&;",
      // Addresses.
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\tscript:alert(1)",
      " \x01javascript:alert(1)",
      "javascript://%0aalert(1)",
      "vbscript:msgbox(1)",
      "data:text/html,<script>alert(1)</script>",
      "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
      "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
      "//html.invalid/x.png",
      "http://html.invalid/x?a=1&b=2&copy=3",
      "file:///etc/hostname",
      "blob:null/0",
      "about:blank",
      "?",
      "#",
      "../../../../x.png",
      "%",
      "%00%22%3E",
      // CSS.
      "color:red",
      "}",
      "{}",
      "} * { background: url(http://css.invalid/x) }",
      ";background:url(http://css.invalid/x)",
      "background:url(javascript:alert(1))",
      "background:url('http://css.invalid/x",
      "background:url(\"http://css.invalid/x\")",
      "width:expression(alert(1))",
      "-moz-binding:url(http://css.invalid/x#y)",
      "behavior:url(#x)",
      "@import url(http://css.invalid/x);",
      "/*",
      "*/",
      "/* */ color: red; /*",
      "content:\"\\\"",
      "\\22 onload=alert(1)",
      "display:none",
      "display:none!important;position:fixed",
      "position:fixed;inset:0;z-index:9999",
      "<!-- color:red -->",
      // Template languages and formats.
      "{{constructor.constructor('alert(1)')()}}",
      "${alert(1)}",
      "#{7*7}",
      "<%= 7*7 %>",
      "{% raw %}",
      "$(alert(1))",
      "%s%n%x",
      "[x](javascript:alert(1))",
      "__proto__",
      "=cmd|'/c calc'!A1",
      "'; DROP TABLE x; --",
      // Out of JSON and JavaScript, and what is not the same in both.
      "</script>",
      "</SCRIPT\t>",
      "</script/x>",
      "<!--<script>",
      "<!--<script>--></script><script>alert(1)</script>",
      "<!--<script><!--</script>",
      "--!>",
      "*/</script><script>alert(1)//",
      "\";alert(1);//",
      "';alert(1);//",
      "\\\";alert(1);//",
      "\\';alert(1);//",
      "\\\\\";alert(1);//",
      "\"}]};alert(1);//",
      "\"],\"x\":[\"",
      "\"}</script><script>alert(1)</script>",
      "null",
      "true",
      "0",
      "-0",
      "NaN",
      "Infinity",
      "1e999",
      "undefined",
      "[]",
      "[object Object]",
      "{\"a\":1}",
      "[1,2]",
      "\"quoted\"",
      "\\u0000",
      "\\u2028",
      "\\ud800",
      "\\x3cscript\\x3e",
      "\\\\",
      "\\\"",
      "\\n",
      "\xe2\x80\xa8"
      "alert(1)",
      "\xe2\x80\xa9"
      "alert(1)",
      "a\xe2\x80\xa8"
      "b\xe2\x80\xa9"
      "c",
      "//",
      "/* alert(1) */",
      "`${alert(1)}`",
      "${`${alert(1)}`}",
      "constructor",
      "prototype",
      "toString",
      "hasOwnProperty",
      "__defineGetter__",
      "this",
      "if",
      "import('//html.invalid/x.js')",
      // Fields, expressions and templates of charts.
      "a.b",
      "a.b.c",
      "a[0]",
      "a['b']",
      "a[\"b\"]",
      "[",
      "]",
      "[]]",
      ".",
      "..",
      "a\\.b",
      "a\\",
      "a\\\\.b",
      "datum",
      "datum.a",
      "datum['a']",
      "datum['a'] + alert(1)",
      "']+alert(1)+datum['",
      "\"]+alert(1)+datum[\"",
      "alert(1)",
      "event",
      "$schema",
      "item()",
      "warn('x')",
      "image",
      "count",
      "*",
      "x y",
      "a,b",
      "a:b",
      "a|b",
      "a~b",
      "a/b",
      "a\nb",
      "a\tb",
      "%d",
      ".2f",
      // In style attributes, with the part's own properties.
      "--split:0%",
      "--split:url(http://css.invalid/x)",
      "width:100vw;height:100vh",
      "background-image:image-set('http://css.invalid/x' 1x)",
      "cursor:url(http://css.invalid/x),auto",
      "mask:url(http://css.invalid/x#m)",
      "list-style:url(http://css.invalid/x)",
      "content:url(http://css.invalid/x)",
      "border-image:url(http://css.invalid/x) 1",
      "filter:url(http://css.invalid/x#f)",
      "color:red}body{display:none",
      "color:red;;;;",
      "\\62 ackground:url(http://css.invalid/x)",
      "background:\\75rl(http://css.invalid/x)",
      "background:url(http://css.invalid/x) !important",
      "all:unset",
      "animation:x 1s;transition:all 1s",
      "visibility:hidden",
      "font-family:'",
      "font:12px \"",
      // White space and controls.
      " ",
      "  leading and trailing  ",
      "\t",
      "\n",
      "\r",
      "\r\n",
      "\n\nline\nline\n",
      "a\rb\r\nc\n\rd",
      "\x0c",
      "\v",
      "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x1a\x1b[31m\x1f\x7f",
      "\0"s,
      "a\0b"s,
      "\0\"><script>alert(1)</script>"s,
      "<scr\0ipt>alert(1)</scr\0ipt>"s,
      "\0&\0amp;"s,
      // Unicode that is well formed.
      "\xef\xbb\xbf",            // BOM
      "\xef\xbb\xbfleading BOM", //
      "a\xef\xbb\xbf"
      "b",                                       // the same inside
      "\xef\xbf\xbd",                            // U+FFFD itself
      "\xe2\x80\xae\xe2\x81\xa6rtl\xe2\x80\xac", // direction overrides
      "\xe2\x80\x8f\xe2\x80\x8e\xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9",
      "\xe2\x80\xa8\xe2\x80\xa9",                             // line and paragraph separators
      "\xc2\xa0\xe2\x80\x8b\xe2\x80\x8d\xc2\xad",             // spaces and joiners
      "\xc2\x80\xc2\x85\xc2\x9f",                             // C1 controls
      "\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbe\xef\xb7\x90", // noncharacters
      "\xf4\x8f\xbf\xbf\xf0\x90\x80\x80",                     // the ends of the higher planes
      "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac\xf0\x9f\x8f\xb3\xef\xb8\x8f", // emoji
      "Z\xcc\x81\xcc\xa7\xcc\xa3\xcd\x8f A\xcc\x8a \xc3\x85 \xe2\x84\xab", // to be normalized by
                                                                           // nobody
      "\xef\xbc\x9cscript\xef\xbc\x9e\xef\xbc\x82\xef\xbc\x87",            // full-width look-alikes
      "\xca\xbc\xc2\xab\xe2\x80\xb9script\xe2\x80\xba",
      "\xe4\xb8\xad\xe6\x96\x87 \xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",
      // UTF-8 that is not.
      "\x80",
      "\xbf\xbf\xbf",
      "\xc3",
      "\xc3(",
      "\xc3\"><script>alert(1)</script>", // the lead byte must not eat the quote
      "\xe2\x82\" onload=alert(1) x=\"",
      "\xf0\x9f\x92<script>alert(1)</script>",
      "\xe2(\xa1",
      "\xe2\x82(",
      "\xf0\x28\x8c\xbc",
      "\xf0\x90(\xbc",
      "\xf0\x9f\x92",
      "\xe2\x82",
      "\xc0\xbc"
      "script\xc0\xbe", // overlong < and >
      "\xe0\x80\xbcscript\xe0\x80\xbe",
      "\xf0\x80\x80\xbcscript",
      "\xc0\x80",                             // overlong NUL
      "\xc1\xbf\xe0\x9f\xbf\xf0\x8f\xbf\xbf", // the longest overlong forms
      "\xed\xa0\x80",                         // a lone high surrogate
      "\xed\xbf\xbf",                         // a lone low one
      "\xed\xa0\xbd\xed\xb8\x80",             // CESU-8
      "\xed\x9f\xbf\xee\x80\x80",             // their well-formed neighbours
      "\xf4\x90\x80\x80",                     // beyond U+10FFFF
      "\xf5\x80\x80\x80\xf8\x88\x80\x80\x80\xfc\x84\x80\x80\x80\x80",
      "\xfe\xff\xfe\xfe\xff\xff",
      "\xff\xfe<\0s\0c\0r\0i\0p\0t\0>\0"s,         // UTF-16
      "caf\xe9 \x93quoted\x94",                    // Windows-1252
      "\x1b$B\"><script>alert(1)</script>",        // ISO-2022-JP's escape
      "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", // UTF-7
      "\xc2\x80\xc2",
  };
  // Long ones: beyond any buffer on the way, of what grows most and of what splits worst.
  s.emplace_back(std::size_t{100'000}, 'a');
  s.emplace_back(std::size_t{20'000}, '"');
  s.emplace_back(std::size_t{20'000}, '<');
  s.emplace_back(std::size_t{20'000}, '\xff');
  std::string deep;
  for (int i = 0; i < 3000; ++i) deep += "<div>";
  s.push_back(deep);
  std::string wide;
  for (int i = 0; i < 5000; ++i) wide += "\xf0\x9f\x92\xa9";
  s.push_back(wide + "\xf0\x9f");
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  s.push_back(bytes);
  return s;
}

/// Bytes in all arrangements that a UTF-8 decoder has to tell apart, between line feeds: every
/// pair, and 3 and 4 bytes from the ends of each range.
[[nodiscard]] inline std::string utf8_arrangements() {
  std::string text;
  const auto byte = [](unsigned value) { return static_cast<char>(value); };
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b) text += {byte(a), byte(b), '\n'};
  constexpr unsigned char ends[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                    0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
                                    0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf7, 0xff};
  for (const unsigned a : ends)
    for (const unsigned b : ends)
      for (const unsigned c : ends) {
        text += {byte(a), byte(b), byte(c), '\n'};
        if (a < 0xe0) continue;
        for (const unsigned d : ends) text += {byte(a), byte(b), byte(c), byte(d), '\n'};
      }
  return text;
}

} // namespace test
