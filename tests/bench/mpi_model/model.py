"""Costs of pictures and movies of many ranks: measured here, checked, and foretold for more ranks.

    model.py measure PROGRAM    runs mpi_model_costs under mpirun, and writes costs.json
    model.py check              runs that were measured, beside the same by the simulation
    model.py predict            tables for 10^3 to 10^5 ranks

costs.json lies beside this script; --costs names another. --ranks says how many ranks are measured. Where
mpirun needs other arguments than Open MPI's, --mpirun has them. Measure on a quiet machine.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

from simulation import Machine, Poster, Run, simulate, simulate_poster

SIZE = 1 << 20  # pixels of a frame that mpi_model_costs measures
COMPUTES = (2, 20)  # milliseconds that a rank of its solver computes in a step
# mpi_video_writer's: how often ranks wait for each other in a push; frames that may be on their way and
# wait before a push does; and frames of a segment, which wait with segments.
COLLECTIVES = 2
HELD = 8
STRETCH = 50


def measure(program, mpirun, all_ranks, path):
    def numbers(ranks, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([*mpirun, "-n", str(ranks), os.path.abspath(program), *arguments],
                                  cwd=folder, check=True, capture_output=True, text=True, timeout=600)
        return {name: float(value) for name, value in map(str.split, done.stdout.splitlines())}

    costs = {"cores": len(os.sched_getaffinity(0)), "pixels": numbers(1, "pixels"),
             "messages": numbers(2, "messages"), "gather": {}, "waiting": {}, "runs": []}
    # Written for each number of ranks: what was measured stays if a run fails.
    for ranks in all_ranks:
        costs["gather"][ranks] = numbers(ranks, "gather")
        costs["waiting"][ranks] = numbers(ranks, "waiting")
        for compute in COMPUTES:
            costs["runs"].append({"ranks": ranks, "compute": 1e-3 * compute,
                                  **numbers(ranks, "run", str(compute))})
        path.write_text(json.dumps(costs, indent=1) + "\n")


def line_of(messages):
    """Seconds for a message and for a byte: a line by least relative squares."""
    points = [(int(name.split("_")[1]), seconds) for name, seconds in messages.items()]
    w = [1 / s ** 2 for _, s in points]
    sx = sum(a * n for a, (n, _) in zip(w, points))
    sxx = sum(a * n * n for a, (n, _) in zip(w, points))
    sy = sum(a * s for a, (_, s) in zip(w, points))
    sxy = sum(a * n * s for a, (n, s) in zip(w, points))
    s0 = sum(w)
    byte = (s0 * sxy - sx * sy) / (s0 * sxx - sx * sx)
    return max(0.0, (sy - byte * sx) / s0), byte


def machine_here(costs):
    """The machine that was measured."""
    message, byte = line_of(costs["messages"])
    cores = costs["cores"]
    # One rank alone has nobody that waits: what slows it is other programs.
    alone = costs["waiting"].get("1", {"slowed": 1.0})["slowed"]
    shares = [(w["slowed"] / alone * cores - 1) / (int(n) - 1)
              for n, w in costs["waiting"].items() if int(n) > cores]
    return Machine(map_pixel=costs["pixels"]["map_pixel"],
                   encode_pixel=costs["pixels"]["encode_pixel"], message=message, byte=byte,
                   cores=cores, share_of_waiting=max(0.0, statistics.median(shares)) if shares else 0.0)


def check(costs):
    if not costs["runs"]:
        raise SystemExit("no runs were measured: model.py measure PROGRAM")
    print("| ranks | computing | step | foretold | with a movie | foretold |")
    print("|---|---|---|---|---|---|")
    machine, ratios = machine_here(costs), []
    for run in costs["runs"]:
        # A step has a barrier, and a push has more.
        barrier = costs["waiting"][str(run["ranks"])]["barrier"]
        row = []
        for movie in False, True:
            foretold = simulate(machine, Run(run["ranks"], SIZE, run["compute"], frames=48, movie=movie,
                                             queue=HELD, ranks_of_node=run["ranks"])).period
            foretold += barrier * (1 + COLLECTIVES * movie)
            measured = run["period_movie" if movie else "period"]
            row += [measured, foretold]
            ratios.append(foretold / measured)
        print(f"| {run['ranks']} | {1e3 * run['compute']:.0f} ms | "
              + " | ".join(f"{1e3 * seconds:.1f} ms" for seconds in row) + " |")
    print(f"\nforetold over measured: {min(ratios):.2f} to {max(ratios):.2f}, "
          f"median {statistics.median(ratios):.2f}")


# What a cluster is taken for: 64 ranks a node, and a core left on each for an encoder.
RANKS_OF_NODE = 64
NETWORK = {"message": 1e-6, "byte": 1 / 12.5e9, "latency": 2e-6}  # 100 Gb/s
FILE_BYTE = 1 / 1e9  # a file of rank 0's


def cluster(costs, ranks):
    local, local_byte = line_of(costs["messages"])
    pixels = costs["pixels"]
    # Two agreements, each up and down a tree.
    agree = COLLECTIVES * 2 * (ranks - 1).bit_length() * NETWORK["latency"]
    return Machine(map_pixel=pixels["map_pixel"], encode_pixel=pixels["encode_pixel"], frame=agree,
                   local_message=local, local_byte=local_byte, cores=RANKS_OF_NODE + 1, **NETWORK)


def predict(costs):
    compute = 0.1
    print(f"A frame every {1e3 * compute:.0f} ms of computing:\n")
    print("| pixels | ranks | way | messages | MB | step | longer by |")
    print("|---|---|---|---|---|---|---|")
    for side in 1024, 4096:
        for ranks in 1000, 10_000, 100_000:
            for way, merge in ("each rank sends", False), ("nodes merge", True):
                # A short queue is full soon, and the period settles.
                r = simulate(cluster(costs, ranks), Run(ranks, side * side, compute, frames=16, queue=1,
                                                        ranks_of_node=RANKS_OF_NODE, merge=merge))
                print(f"| {side}² | {ranks:,} | {way} | {r.messages:,} | {1e-6 * r.bytes:.1f} | "
                      f"{1e3 * r.period:.1f} ms | {100 * (r.period / compute - 1):.1f} % |", flush=True)
    print(f"\nSegments of {STRETCH} frames of 8192² pixels on 64 nodes with a rank each:\n")
    print("| encoders | frames that a rank holds | step | longer by |")
    print("|---|---|---|---|")
    for encoders, held in (1, HELD), (16, HELD), (16, STRETCH), (32, STRETCH):
        # Each encoder has three turns.
        r = simulate(cluster(costs, 64), Run(64, 8192 * 8192, compute, frames=3 * encoders * STRETCH,
                                             queue=held, encoders=encoders, stretch=STRETCH))
        print(f"| {encoders} | {held} | {1e3 * r.period:.1f} ms | {100 * (r.period / compute - 1):.1f} % |",
              flush=True)
    print("\nOne encoder's limit:\n")
    print("| pixels | a frame every | in segments by 8 encoders |")
    print("|---|---|---|")
    for side in 512, 1024, 2048, 4096, 8192:
        seconds = costs["pixels"]["encode_pixel"] * side * side
        print(f"| {side}² | {1e3 * seconds:.0f} ms | {1e3 * seconds / 8:.0f} ms |")
    print("\nA poster of 65,536² pixels:\n")
    print("| ranks | seconds |")
    print("|---|---|")
    for ranks in 2, 64, 1000, 10_000, 65_536:
        seconds = simulate_poster(cluster(costs, ranks),
                                  Poster(ranks, 1 << 32, costs["pixels"]["deflate_pixel"],
                                         costs["pixels"]["png_bytes_a_pixel"], FILE_BYTE))
        print(f"| {ranks:,} | {seconds:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("measure", "check", "predict"))
    parser.add_argument("program", nargs="?", help="mpi_model_costs")
    parser.add_argument("--costs", type=pathlib.Path,
                        default=pathlib.Path(__file__).with_name("costs.json"))
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2, 4, 8, 16, 32, 64])
    parser.add_argument("--mpirun", default="mpirun --oversubscribe")
    a = parser.parse_args()
    if a.what == "measure":
        if not a.program:
            parser.error("measure needs the program")
        measure(a.program, a.mpirun.split(), a.ranks, a.costs)
    else:
        costs = json.loads(a.costs.read_text())
        check(costs) if a.what == "check" else predict(costs)


if __name__ == "__main__":
    main()
