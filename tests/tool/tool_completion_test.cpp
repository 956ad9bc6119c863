// The tool's completion and manual page, made of options that this test adds: bash completes, groff
// sets the page.
#include "catch.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/wait.h>

#include <CLI/CLI.hpp>

#include "completion.hpp"
#include "man_page.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp" // says

namespace {

/// Options of all kinds, with texts that shells and roff would take for their own.
struct options {
  CLI::App app{
      "Arrays from files (.npy, .npz, .h5) as pictures: it's \"exact\" \\ `no` $HOME. More.\n"
      ".TH is no request, 'nor is this; 2–3 µm…",
      "reel-tool"};
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<double> pair;
  std::string text;
  int number = 0;
  bool flag = false;

  options() {
    app.set_version_flag("--version", "1");
    app.add_option("inputs", inputs, "FILE.npy, FILE.npz or FILE.h5:DATASET to read")
        ->type_name("FILE")
        ->required();
    const std::string out = "Output";
    app.add_option("-o,--output", outputs, "file to write: .png picture, .mp4 movie. Or - (stdout)")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->group(out);
    app.add_option("--log", text, "any file")->type_name("FILE")->group(out);
    app.add_option("--folder", text, "where to write")->check(CLI::ExistingDirectory)->group(out);
    const std::string map = "Values to colours";
    app.add_option("--norm", text, "how a value's [place] becomes: a colour")
        ->check(CLI::IsMember({"linear", "log", "symlog", "two-slope"}))
        ->group(map);
    app.add_option("--bits", number, "depth")->check(CLI::IsMember({8, 16}))->group(map);
    app.add_option("-p,--pair", pair, "two numbers")->expected(2)->group(map);
    app.add_option("--level", number, "zlib's level")->check(CLI::Range(0, 9))->group(map);
    app.add_option("--size", number, "in pixels")->check(CLI::PositiveNumber)->group(map);
    CLI::Option* const first = app.add_flag("-v,--verbose", flag, "say 'more'; it's 100% {safe}");
    app.add_flag("--very", flag, "say all")->needs(first);
    app.add_flag("--quiet", flag, "say nothing")->excludes(first);
    app.add_flag("--secret", flag, "for nobody")->group("");
  }
};

std::string shell_word(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

bool has(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

/// What a command prints on both its outputs.
std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(
      ::popen(("{ " + command + "\n} 2>&1").c_str(), "r"), &::pclose);
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string text;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get()))
    text += static_cast<char>(c);
  return text;
}

class bash {
public:
  bash() {
    options o;
    test::make_file(folder_ / "script", bash_completion(o.app));
    for (const char* name : {"a.npy", "b.NPZ", "c.h5", "d.png", "e.txt", "it's one.npy", "-f.npy"})
      test::make_file(folder_ / ("files/" + std::string(name)), "");
  }

  /// The completions of a line whose last word is at the cursor, one a line and sorted.
  [[nodiscard]] std::string complete(const std::vector<std::string>& words) const {
    std::string line =
        "cd " + shell_word(folder_ / "files") + " && source ../script && COMP_WORDS=(";
    for (const std::string& word : words) line += shell_word(word) + " ";
    line += ") && COMP_CWORD=" + std::to_string(words.size() - 1) +
            " && _reel_tool; printf '%s\\n' \"${COMPREPLY[@]}\" | LC_ALL=C sort | tr '\\n' ' '";
    return output_of("bash --norc --noprofile -c " + shell_word(line));
  }

private:
  struct made_folder : test::folder {
    made_folder() { std::filesystem::create_directories(path() / "files" / "sub"); }
  };
  made_folder folder_;
};

std::string in_one_line(const std::string& text) {
  std::string result;
  for (const char c : text)
    if (c != '\n' && c != ' ')
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  return result;
}

} // namespace

TEST_CASE("bash completes names, values and files") {
  const bash shell;
  const std::string t = "reel-tool";
  // Bash itself says that the script is one.
  CHECK(shell.complete({t, "--"}) ==
        "--bits --folder --help --level --log --norm --output --pair --quiet --size --verbose "
        "--version --very ");
  CHECK(shell.complete({t, "--no"}) == "--norm ");
  CHECK(shell.complete({t, "-"}).find(" -o ") != std::string::npos);
  CHECK(shell.complete({t, "--se"}) == " "); // a hidden option
  CHECK(shell.complete({t, "--norm", ""}) == "linear log symlog two-slope ");
  CHECK(shell.complete({t, "--norm", "lo"}) == "log ");
  CHECK(shell.complete({t, "--norm", "=", "s"}) == "symlog ");
  CHECK(shell.complete({t, "--norm", "="}) == "linear log symlog two-slope ");
  CHECK(shell.complete({t, "--bits", "1"}) == "16 ");
  CHECK(shell.complete({t, "--level", ""}) == " ");
  CHECK(shell.complete({t, "--level", "-"}) == " ");

  const std::string inputs = "-f.npy a.npy b.NPZ c.h5 it's one.npy sub ";
  CHECK(shell.complete({t, ""}) == inputs);
  CHECK(shell.complete({t, "a"}) == "a.npy ");
  CHECK(shell.complete({t, "--norm", "log", ""}) == inputs);
  CHECK(shell.complete({t, "--verbose", ""}) == inputs);
  CHECK(shell.complete({t, "--", "-"}) == "-f.npy ");
  CHECK(shell.complete({t, "-o", ""}) == "d.png sub ");
  CHECK(shell.complete({t, "-o", "d.png", ""}) == inputs);
  CHECK(shell.complete({t, "--log", ""}) ==
        "-f.npy a.npy b.NPZ c.h5 d.png e.txt it's one.npy sub ");
  CHECK(shell.complete({t, "--folder", ""}) == "sub ");
  // Two values.
  CHECK(shell.complete({t, "--pair", ""}) == " ");
  CHECK(shell.complete({t, "-p", "-1", ""}) == " ");
  CHECK(shell.complete({t, "-p", "-1", "2", ""}) == inputs);
}

TEST_CASE("every option that help shows is in every script and in the page") {
  options o;
  const std::string page = man_page(o.app);
  const std::vector<std::string> scripts{bash_completion(o.app), zsh_completion(o.app),
                                         fish_completion(o.app)};
  std::size_t count = 0;
  for (const CLI::Option* option : o.app.get_options()) {
    const bool hidden = option->get_group().empty();
    for (const std::string& name : option->get_lnames()) {
      INFO(name);
      for (const std::string& script : scripts)
        CHECK((script.find(name) == std::string::npos) == hidden);
      std::string escaped = "\\fB\\-\\-" + name;
      CHECK((page.find(escaped) == std::string::npos) == hidden);
      ++count;
    }
  }
  CHECK(count == 14);
}

TEST_CASE("zsh and fish take their scripts, where they are installed") {
  const test::folder folder;
  options o;
  test::make_file(folder / "script.zsh", zsh_completion(o.app));
  test::make_file(folder / "script.fish", fish_completion(o.app));
  if (has("zsh")) CHECK(output_of("zsh -n " + (folder / "script.zsh")) == "");
  if (!has("fish")) return;
  CHECK(output_of("fish -n " + (folder / "script.fish")) == "");
  const auto complete = [&](const std::string& line) {
    return output_of("cd " + folder.path().string() + " && fish --no-config -c " +
                     shell_word("source script.fish; complete -C " + shell_word(line)) +
                     " | cut -f1 | tr '\\n' ' '");
  };
  CHECK(complete("reel-tool --norm ") == "linear log symlog two-slope ");
  CHECK(complete("reel-tool --no") == "--norm ");
  test::make_file(folder / "a.npy", "");
  test::make_file(folder / "b.txt", "");
  CHECK(complete("reel-tool a") == "a.npy ");
}

TEST_CASE("the manual page is one, and says what the options say") {
  const test::folder folder;
  options o;
  const std::string path = folder / "page.1";
  test::make_file(path,
                  man_page(o.app, {.version = "0.1.0",
                                   .date = "2024-05-17",
                                   .examples = {{"a picture", "reel-tool u.npy -o u.png"},
                                                {"Quotes", "reel-tool --norm='two-slope' \\"}},
                                   .see_also = {"ffmpeg(1)", "h5ls(1)"}}));
  const std::vector<std::uint8_t> bytes = test::read_file(path);
  for (const std::uint8_t byte : bytes) CHECK(byte < 0x80);
  if (has("mandoc")) CHECK(output_of("mandoc -Tlint -W warning " + path) == "");
  if (!has("groff")) {
    WARN("SKIPPED: no groff to set the page");
    return;
  }
  // Warnings of all kinds, of which there are none.
  CHECK(output_of("groff -man -Tutf8 -ww -z " + path) == "");
  const std::string text =
      in_one_line(output_of("groff -man -Tutf8 -P-c -P-b -P-u -P-o -rLL=400n -rHY=0 " + path));
  for (const char* part :
       {"NAME reel-tool - Arrays from files (.npy, .npz, .h5) as pictures: it's \"exact\" \\ `no` "
        "$HOME",
        "SYNOPSIS reel-tool [OPTION] ... INPUTS ...",
        ".TH is no request, 'nor is this; 2–3 µm…",
        "INPUTS FILE.npy, FILE.npz or FILE.h5:DATASET to read.",
        "OPTIONS",
        "-h, --help",
        "-o, --output FILE file to write: .png picture, .mp4 movie. Or - (stdout). May be "
        "repeated.",
        "Values to colours --norm TEXT",
        "how a value's [place] becomes: a colour. One of linear, log, symlog or two-slope.",
        "--bits INT depth. One of 8 or 16.",
        "-p, --pair FLOAT FLOAT two numbers.",
        "--level INT zlib's level. 0 to 9.",
        "--size INT in pixels. Positive.",
        "-v, --verbose say 'more'; it's 100% {safe}.",
        "--very say all. Only with --verbose.",
        "--quiet say nothing. Not with --verbose.",
        "EXIT STATUS 0 all is done. 1 an input",
        "2 the command line makes no sense.",
        "EXAMPLES a picture. reel-tool u.npy -o u.png",
        "reel-tool --norm='two-slope' \\",
        "SEE ALSO ffmpeg(1), h5ls(1)",
        "reel-tool 0.1.0",
        "2024-05-17"})
    CHECK_THAT(text, test::says(part));
  CHECK(text.find("secret") == std::string::npos);
}
