// What is around the parts of a page: its head with the policy, its style and its scripts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../base64.hpp"
#include "../../error.hpp"
#include "../../html.hpp"
#include "../../page_options.hpp"
#include "../base/message.hpp"
#include "../base/sha256.hpp"
#include "../base/utf8.hpp"
#include "../io/input_file.hpp"
#include "script.hpp"
#include "style.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// \throws error (parameter) for what cannot be a language tag. A long one would also push the
/// page's encoding, which follows it, beyond the 1024 bytes in which a browser looks for that.
inline void check_language(std::string_view lang) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (lang.size() > 64 || !std::ranges::all_of(lang, allowed))
    refuse(error_kind::parameter,
           {"a language of ", in_quotes(lang), "; expected a BCP 47 tag such as en or pt-BR"});
}

/// Which scripts the parts of a page need.
struct page_scripts {
  bool compare = false;
  bool together = false;
  bool gallery = false;
  bool chart = false;
  bool movie = false;
};

/// A file as the text of a script element, in the form in which a browser hashes it.
/// \throws error (io) where it cannot be read, (format) where HTML cannot hold it.
[[nodiscard]] inline std::string script_of_file(const std::string& path) {
  input_file file(path);
  const std::vector<std::uint8_t> bytes = file.read_rest();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::string result;
  result.reserve(text.size());
  std::string lower;
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_utf8(text, at);
    if (!c.valid || c.value == 0)
      refuse(error_kind::format, {"is no script for a page: byte ", at, " is not UTF-8 text"},
             path);
    if (c.value == '\r') { // as an HTML parser reads line ends
      if (at + 1 == text.size() || text[at + 1] != '\n') result += '\n';
    } else {
      result += text.substr(at, c.size);
    }
    at += c.size;
  }
  lower.reserve(result.size());
  for (const char c : result) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view end : {"</script", "<!--"})
    if (const std::size_t at = lower.find(end); at != std::string::npos)
      refuse(error_kind::format,
             {"cannot be part of a page: it holds ", in_quotes(end), " at byte ", at,
              ", which ends a script in HTML or hides its end"},
             path);
  return result;
}

[[nodiscard]] inline bool is_web_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

/// The address as a source of a Content-Security-Policy, which knows no query.
/// \throws error (parameter) for characters that end a source or that no address has.
[[nodiscard]] inline std::string policy_source(std::string_view url) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~:/?#[]@!$&()*+=%").find(c) != std::string_view::npos;
  };
  if (!std::ranges::all_of(url, allowed) || url.size() <= url.find("//") + 2)
    refuse(error_kind::parameter, {"a script's address of ", in_quotes(url),
                                   "; expected http(s)://…, its other characters percent-encoded"});
  return std::string(url.substr(0, url.find_first_of("?#")));
}

/// Script elements, and the policy that lets these run and nothing else.
class script_elements {
public:
  void add_text(std::string_view text) {
    policy_ += " 'sha256-" + base64(sha256(text)) + "'";
    html_ += "<script>";
    html_ += text;
    html_ += "</script>\n";
  }
  void add(const std::string& script) {
    if (!is_web_address(script)) return add_text(script_of_file(script));
    policy_ += " " + policy_source(script);
    html_ += "<script src=\"" + escape_html(script) + "\"></script>\n";
  }

  [[nodiscard]] const std::string& html() const noexcept { return html_; }
  /// "; script-src …", empty where there are none.
  [[nodiscard]] std::string policy() const {
    return policy_.empty() ? "" : "; script-src" + policy_;
  }

private:
  std::string html_;
  std::string policy_;
};

[[nodiscard]] inline script_elements scripts_of(const page_scripts& uses,
                                                const page_options& options) {
  script_elements result;
  if (uses.compare) result.add_text(compare_script);
  if (uses.together) result.add_text(together_script);
  if (uses.gallery) result.add_text(gallery_script);
  if (uses.movie) result.add_text(movie_script);
  if (uses.chart) {
    for (const std::string& script : options.scripts) result.add(script);
    result.add_text(chart_script);
  }
  return result;
}

/// All up to the first part.
/// \param links whether there are media beside the page.
[[nodiscard]] inline std::string page_head(const page_options& options,
                                           const script_elements& scripts, bool links) {
  // Of a page on the disk, other files are no part of 'self'.
  const std::string beside = links ? " 'self' file:" : "";
  std::string head = "<!DOCTYPE html>\n<html lang=\"" + escape_html(options.lang) +
                     "\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "img-src data:" +
                     beside + "; media-src data:" + beside + "; style-src 'unsafe-inline'" +
                     scripts.policy() + "; base-uri 'none'; form-action 'none'\">\n";
  if (options.refresh)
    head += "<meta http-equiv=\"refresh\" content=\"" + to_text(*options.refresh) + "\">\n";
  head += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
          escape_html(options.title) + "</title>\n<style>";
  head += page_style;
  return head + "</style>\n</head>\n<body>\n<main>\n";
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
