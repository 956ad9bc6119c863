"""What cmake/bootstrap.sh demo installs, on a machine that has all but npm.

    bootstrap_test.py BOOTSTRAP.sh

Programs that would build and install only say how they are called.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

script = os.path.abspath(sys.argv[1])


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


with tempfile.TemporaryDirectory() as folder:
    programs, build = pathlib.Path(folder, "bin"), pathlib.Path(folder, "build")
    programs.mkdir()
    for place in os.environ["PATH"].split(":"):
        for program in pathlib.Path(place).glob("*"):
            if not os.path.lexists(programs / program.name):
                (programs / program.name).symlink_to(program)
    for name in "npm", "node", "nodejs":
        (programs / name).unlink(missing_ok=True)
    write_program(programs / "cmake", '[ "$1" != --version ] || echo "cmake version 3.30.0"\n')
    write_program(programs / "apt-get", 'echo "apt-get $*"\n')
    write_program(programs / "apt-cache", 'echo "$2 | 1 | list"\n')
    write_program(programs / "sudo", '"$@"\n')
    for name in "tool/arrayreel", "demo/arrayreel_demo":
        write_program(build / "demo/examples" / name, f'echo "{name} $# arguments"\n')

    def run(*arguments):
        done = subprocess.run(["sh", script, *arguments], capture_output=True, text=True,
                              env={"PATH": str(programs), "ARRAYREEL_BUILD_DIR": str(build)})
        return done.returncode, done.stdout

    code, out = run("demo")
    assert code == 0 and "demo/arrayreel_demo 3 arguments" in out, out
    assert "npm" not in "".join(line for line in out.splitlines() if "apt-get" in line), out
    assert "charts are not drawn, npm is not there: cmake/bootstrap.sh demo --charts" in out, out

    code, out = run("demo", "--charts")
    assert code == 0 and "demo/arrayreel_demo 3 arguments" in out, out
    assert "apt-get install -y -q --no-install-recommends nodejs npm" in out, out

    # A name that the system does not know does not keep the others from being installed.
    write_program(programs / "apt-cache", '[ "$2" = npm ] || echo "$2 | 1 | list"\n')
    code, out = run("demo", "--charts")
    assert code == 0 and "demo/arrayreel_demo 3 arguments" in out, out
    assert "this system has no package of these names: npm\n" in out, out
    assert "apt-get install -y -q --no-install-recommends nodejs\n" in out, out

    # npm that is there is asked for the scripts, which go to the demo.
    write_program(programs / "node", "exit 0\n")
    write_program(programs / "npm", 'for name in vega vega-lite vega-embed; do\n'
                  '  mkdir -p "$3/node_modules/$name/build"\n'
                  '  : >"$3/node_modules/$name/build/$name.min.js"\n'
                  "done\n")
    code, out = run("demo")
    assert code == 0 and "demo/arrayreel_demo 6 arguments" in out and "apt-get" not in out, out

    for wrong in (["test", "--charts"], ["demo", "--chart"], []):
        assert run(*wrong)[0] == 2, wrong
