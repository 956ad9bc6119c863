#include "cell_parts.hpp"

#include <algorithm>
#include <utility>

#include <clang/Basic/LangOptions.h>
#include <clang/Basic/SourceLocation.h>
#include <clang/Lex/Lexer.h>

namespace notebook_kernel {
namespace {

[[nodiscard]] clang::Lexer lexer_of(const std::string& code, const clang::LangOptions& options) {
  return {clang::SourceLocation::getFromRawEncoding(1), options, code.data(), code.data(),
          code.data() + code.size()};
}

[[nodiscard]] clang::LangOptions cpp20() {
  clang::LangOptions options;
  options.CPlusPlus = options.CPlusPlus11 = options.CPlusPlus14 = options.CPlusPlus17 =
      options.CPlusPlus20 = true;
  options.LineComment = true;
  return options;
}

/// The offsets of the cell's lines that are #include directives: outside braces, where a directive
/// belongs to something, and outside #if.
[[nodiscard]] std::vector<std::size_t> include_lines(const std::string& cell) {
  const clang::LangOptions options = cpp20();
  clang::Lexer lexer = lexer_of(cell, options);
  std::vector<std::size_t> lines;
  int braces = 0;
  int conditions = 0;
  clang::Token token;
  for (bool end = false; !end;) {
    end = lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::l_brace)) ++braces;
    if (token.is(clang::tok::r_brace)) --braces;
    if (!token.is(clang::tok::hash) || !token.isAtStartOfLine()) continue;
    const auto hash = static_cast<std::size_t>(lexer.getBufferLocation() - cell.data()) - 1;
    end = lexer.LexFromRawLexer(token);
    if (!token.is(clang::tok::raw_identifier)) continue;
    const auto directive = token.getRawIdentifier();
    if (directive == "include" && braces == 0 && conditions == 0)
      lines.push_back(cell.rfind('\n', hash) + 1); // npos + 1 is 0
    if (directive.starts_with("if")) ++conditions;
    if (directive == "endif") --conditions;
  }
  return lines;
}

} // namespace

std::vector<cell_part> parts_of(const std::string& cell) {
  const std::vector<std::size_t> includes = include_lines(cell);
  std::vector<cell_part> parts;
  std::size_t number = 1;
  for (std::size_t at = 0; at < cell.size(); ++number) {
    const std::size_t end = std::min(cell.find('\n', at), cell.size() - 1) + 1;
    const bool include = std::find(includes.begin(), includes.end(), at) != includes.end();
    if (parts.empty() || include != parts.back().includes) parts.push_back({{}, number, include});
    parts.back().code.append(cell, at, end - at);
    at = end;
  }
  std::erase_if(parts, [](const cell_part& part) {
    return part.code.find_first_not_of(" \t\r\n") == std::string::npos;
  });
  return parts;
}

std::size_t last_expression(const std::string& code) {
  const clang::LangOptions options = cpp20();
  clang::Lexer lexer = lexer_of(code, options);
  std::size_t begin = 0;
  int depth = 0;
  clang::Token token;
  clang::Token before;
  before.startToken();
  before.setKind(clang::tok::semi);
  for (bool end = false; !end;) {
    end = lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::eof)) break;
    const std::size_t at =
        static_cast<std::size_t>(lexer.getBufferLocation() - code.data()) - token.getLength();
    // A line with a directive is no expression.
    if (token.is(clang::tok::hash) && token.isAtStartOfLine()) return std::string::npos;
    if (depth == 0) {
      // An expression may go on behind a block, as a lambda's does, but not with a name or a
      // number, unless that is a keyword.
      const bool after_block =
          before.is(clang::tok::r_brace) &&
          token.isOneOf(clang::tok::raw_identifier, clang::tok::numeric_constant,
                        clang::tok::string_literal, clang::tok::coloncolon);
      const bool goes_on =
          token.is(clang::tok::raw_identifier) &&
          (token.getRawIdentifier() == "else" || token.getRawIdentifier() == "while" ||
           token.getRawIdentifier() == "catch");
      if (before.is(clang::tok::semi) || (after_block && !goes_on)) begin = at;
    }
    if (token.isOneOf(clang::tok::l_brace, clang::tok::l_paren, clang::tok::l_square)) ++depth;
    if (token.isOneOf(clang::tok::r_brace, clang::tok::r_paren, clang::tok::r_square)) --depth;
    if (depth < 0) return std::string::npos;
    before = token;
    if (depth != 0) before.setKind(clang::tok::unknown);
  }
  // A block's end is the end of a statement, or of a definition that lacks its semicolon.
  return before.isOneOf(clang::tok::semi, clang::tok::r_brace) ? std::string::npos : begin;
}

} // namespace notebook_kernel
