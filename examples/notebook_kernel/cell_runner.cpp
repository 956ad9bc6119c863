#include "cell_runner.hpp"

#include <cxxabi.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <typeinfo>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

#include <clang/Basic/Diagnostic.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/TextDiagnosticPrinter.h>
#include <clang/Interpreter/Interpreter.h>
#include <clang/Interpreter/Value.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>

#include "cell_parts.hpp"
#include "prelude.hpp"

namespace notebook_kernel {
namespace {

/// A file by which a process leaves text to another before it ends.
class file_of_messages {
public:
  file_of_messages() : file_(std::tmpfile()) {}
  file_of_messages(const file_of_messages&) = delete;
  file_of_messages& operator=(const file_of_messages&) = delete;
  ~file_of_messages() {
    if (file_ != nullptr) std::fclose(file_);
  }

  void write(const std::string& text) const {
    if (file_ == nullptr) return;
    std::fwrite(text.data(), 1, text.size(), file_);
    std::fflush(file_);
  }
  [[nodiscard]] std::string read() const {
    std::string text;
    if (file_ == nullptr) return text;
    std::rewind(file_);
    for (int c = 0; (c = std::fgetc(file_)) != EOF;) text += static_cast<char>(c);
    return text;
  }

private:
  std::FILE* file_;
};

[[nodiscard]] std::string readable(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : type.name();
}

/// Messages shall not show the library's inline namespace.
[[nodiscard]] std::string without_version(std::string name) {
  if (const std::size_t at = name.find("arrayreel::v0::"); at != std::string::npos)
    name.erase(at + 11, 4);
  return name;
}

[[nodiscard]] std::string first_error(const std::string& text) {
  const std::size_t at = text.find("error: ");
  if (at == std::string::npos) return text.substr(0, text.find('\n'));
  return text.substr(at + 7, text.find('\n', at) - at - 7);
}

} // namespace

struct cell_runner::state {
  std::string messages;
  llvm::raw_string_ostream out{messages};
  llvm::IntrusiveRefCntPtr<clang::DiagnosticOptions> diagnostic_options;
  std::unique_ptr<clang::Interpreter> interpreter;

  /// Whether the code compiles, tried in a copy of this process. In this process, code that does
  /// not compile would take definitions of templates with it, and clang would miss them ever after.
  /// \param result gets the compiler's messages.
  [[nodiscard]] bool compiles(const std::string& code, cell_result& result) {
    const file_of_messages file;
    const pid_t copy = ::fork();
    if (copy == 0) {
      // The copy has only this thread, must leave no trace, and runs none of the code.
      interpreter->getCompilerInstance()->getCodeGenOpts().DisableLLVMPasses = 1;
      auto unit = interpreter->Parse(code);
      const bool compiled = static_cast<bool>(unit);
      out.flush();
      file.write(messages);
      ::_exit(compiled ? 0 : 1);
    }
    int status = 0;
    pid_t ended = -1;
    while (copy > 0 && (ended = ::waitpid(copy, &status, 0)) < 0 && errno == EINTR) {
    }
    // Where the copy could not be made or was killed, this process finds out by compiling.
    if (ended != copy || !WIFEXITED(status) || WEXITSTATUS(status) != 1) return true;
    result.failed = true;
    result.details = file.read();
    result.error_name = "compile error";
    result.error_value = first_error(result.details);
    return false;
  }

  [[nodiscard]] cell_result run_part(const std::string& code) {
    cell_result result;
    clang::Value unused; // or clang would print it
    bool compiled = true;
    try {
      if (llvm::Error error = interpreter->ParseAndExecute(code, &unused)) {
        const std::string reason = llvm::toString(std::move(error));
        compiled = reason != "Parsing failed."; // clang's words
        const std::string said = first_error(take_messages_of(result));
        result.failed = true;
        result.error_name = compiled ? "link error" : "compile error";
        result.error_value = said.empty() ? reason : said;
      }
    } catch (const std::exception& e) {
      result.failed = true;
      result.error_name = without_version(readable(typeid(e)));
      result.error_value = e.what();
    } catch (...) {
      const std::type_info* type = abi::__cxa_current_exception_type();
      result.failed = true;
      result.error_name = type != nullptr ? readable(*type) : "exception";
      result.error_value = "not a std::exception";
    }
    if (result.failed) take_back(compiled);
    take_messages_of(result);
    return result;
  }

  /// Called when the exception is destroyed: its code is needed no longer.
  void take_back(bool compiled) {
    if (compiled) llvm::consumeError(interpreter->Undo());
    // clang tries some of what it did not compile or link again with the next code, which fails for
    // it. So the next code is this.
    constexpr char nothing[] = "static_cast<void>(0);";
    if (auto unit = interpreter->Parse(nothing)) {
      if (compiled) llvm::consumeError(interpreter->Execute(*unit));
      llvm::consumeError(interpreter->Undo());
    } else {
      llvm::consumeError(unit.takeError());
    }
  }

  const std::string& take_messages_of(cell_result& result) {
    out.flush();
    result.details += std::exchange(messages, {});
    return result.details;
  }
};

cell_runner::cell_runner(const std::vector<std::string>& compiler_arguments)
    : state_(std::make_unique<state>()) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  llvm::InitializeNativeTargetAsmParser();
  std::vector<const char*> arguments;
  for (const std::string& argument : compiler_arguments) arguments.push_back(argument.c_str());
  clang::IncrementalCompilerBuilder builder;
  builder.SetCompilerArgs(arguments);
  const auto checked = [this](auto made) {
    if (!made)
      throw std::runtime_error("clang's interpreter cannot be made: " +
                               llvm::toString(made.takeError()) + "\n" + state_->messages);
    return std::move(*made);
  };
  auto compiler = checked(builder.CreateCpp());
  auto options = llvm::makeIntrusiveRefCnt<clang::DiagnosticOptions>();
  options->ShowPresumedLoc = 1; // the cell's own lines
  compiler->getDiagnostics().setClient(new clang::TextDiagnosticPrinter(state_->out, options.get()),
                                       true); // the engine owns it
  state_->diagnostic_options = options;
  state_->interpreter = checked(clang::Interpreter::create(std::move(compiler)));
  auto engine = state_->interpreter->getExecutionEngine();
  if (!engine)
    throw std::runtime_error("clang's interpreter cannot run code: " +
                             llvm::toString(engine.takeError()));
  engine->getExecutionSession().setErrorReporter([this](llvm::Error error) {
    // The first line says it; the others list everything that was to be linked.
    const std::string text = llvm::toString(std::move(error));
    if (state_->messages.find("error: ") == std::string::npos)
      state_->out << "error: " << text.substr(0, 400) << "\n";
  });
  if (const cell_result result = run(prelude, "the kernel's own code", false); result.failed)
    throw std::runtime_error("the kernel's own code does not run: " + result.error_value + "\n" +
                             result.details);
}

// Destructors and other code that cells left behind are not run: they may refer to code that was
// taken back.
cell_runner::~cell_runner() { static_cast<void>(state_->interpreter.release()); }

cell_result cell_runner::run(const std::string& cell, const std::string& name, bool show_value) {
  cell_result all;
  const std::vector<cell_part> parts = parts_of(cell);
  for (const cell_part& part : parts) {
    const auto numbered = [&](const std::string& code) {
      return "#line " + std::to_string(part.line) + " \"" + name + "\"\n" + code;
    };
    cell_result result;
    // With a semicolon clang does not try to show the value itself.
    std::string code = numbered(part.code + "\n;");
    const std::size_t value =
        show_value && &part == &parts.back() ? last_expression(part.code) : std::string::npos;
    bool shows = false;
    if (value != std::string::npos) {
      const std::string showing =
          numbered(part.code.substr(0, value) + "::notebook_kernel::show_value((" +
                   part.code.substr(value) + "\n));");
      // The last part may have no value, or be no expression; then clang's message about the code
      // as it was written is better.
      shows = state_->compiles(showing, result);
      if (shows) code = showing;
      result = {};
    }
    if (shows || part.includes || state_->compiles(code, result)) result = state_->run_part(code);
    result.details.insert(0, all.details);
    all = std::move(result);
    if (all.failed) break;
  }
  return all;
}

} // namespace notebook_kernel
