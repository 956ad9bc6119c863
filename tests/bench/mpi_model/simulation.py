"""A discrete-event simulation of movies that many processes fill: rank 0 gathers and encodes.

`simulate()` runs a solver of many ranks that pushes a frame of a movie every step, message by message.
Times are in seconds. Nothing but Python's own library is used.
"""
import dataclasses
import heapq
import itertools


class Clock:
    """Events in the order of their times; those of one time in the order in which they were set."""

    def __init__(self):
        self.now = 0.0
        self.events, self.numbers = [], itertools.count()

    def after(self, delay, action, *arguments):
        heapq.heappush(self.events, (self.now + delay, next(self.numbers), action, arguments))

    def run(self):
        while self.events:
            self.now, _, action, arguments = heapq.heappop(self.events)
            action(*arguments)


class Server:
    """One thing after the other, first come, first served: a link, or a thread that encodes."""

    def __init__(self, clock):
        self.clock, self.free, self.busy = clock, 0.0, 0.0

    def serve(self, seconds, done, *arguments):
        begin = max(self.free, self.clock.now)
        self.free = begin + seconds
        self.busy += seconds
        self.clock.after(self.free - self.clock.now, done, *arguments)


class Cores:
    """The processors of one node, which its tasks share alike; a task runs on one at a time.

    `waiting` tasks that look for messages again and again take a part of a share each.
    """

    def __init__(self, clock, cores, share_of_waiting=0.0):
        self.clock, self.cores, self.share = clock, cores, share_of_waiting
        self.waiting = 0
        self.tasks, self.numbers = [], itertools.count()
        self.progress = 0.0  # the work that a task has got that ran from the beginning
        self.changed = 0.0  # when that was
        self.version = 0

    def rate(self):
        return min(1.0, self.cores / (len(self.tasks) + self.share * self.waiting))

    def work(self, seconds, done, *arguments):
        """Work of so many seconds on a processor of its own."""
        self.advance()
        heapq.heappush(self.tasks, (self.progress + seconds, next(self.numbers), done, arguments))
        self.plan()

    def wait(self, change):
        """So many tasks more that wait, or fewer."""
        self.advance()
        self.waiting += change
        self.plan()

    def advance(self):
        if self.tasks:
            self.progress += self.rate() * (self.clock.now - self.changed)
        self.changed = self.clock.now

    def plan(self):
        self.version += 1
        if self.tasks:
            rest = max(0.0, self.tasks[0][0] - self.progress)
            self.clock.after(rest / self.rate(), self.finish, self.version)

    def finish(self, version):
        if version != self.version:
            return  # another task came or went since
        self.advance()
        self.progress = max(self.progress, self.tasks[0][0])
        _, _, done, arguments = heapq.heappop(self.tasks)
        self.plan()
        done(*arguments)


@dataclasses.dataclass
class Machine:
    """Seconds that things take."""
    map_pixel: float = 0.0  # values to levels, on each rank
    encode_pixel: float = 0.0  # levels to a movie, in a thread of the rank that encodes
    frame: float = 0.0  # what each rank does for a frame, whatever its size
    message: float = 0.0  # work for a message of the rank that receives it
    byte: float = 0.0  # and for each byte of it
    local_message: float = 0.0  # the same within a node
    local_byte: float = 0.0
    latency: float = 0.0  # from sending to receiving, in which nobody works
    cores: float = float("inf")  # of a node that encodes; ranks of the others have one each
    share_of_waiting: float = 0.0  # of a task, by a rank that waits for messages


@dataclasses.dataclass
class Run:
    """A solver with a movie. All ranks wait for each other in each step, as for a time step."""
    ranks: int
    pixels: int  # of a frame, in equal parts on all ranks
    compute: float  # seconds of each rank from frame to frame
    frames: int = 30
    movie: bool = True
    queue: int = 4  # frames that may wait for an encoder
    ranks_of_node: int = 1
    merge: bool = False  # the ranks of a node send as one
    encoders: int = 1  # which take frames by turns, on as many nodes as there are
    stretch: int = 1  # frames of a turn
    jitter: tuple = ()  # seconds that ranks compute longer, by turns


@dataclasses.dataclass
class Result:
    period: float = 0.0  # from frame to frame, in the second half of the run
    total: float = 0.0  # until the last frame is encoded
    stalled: float = 0.0  # for room in a queue, all frames together
    first_stalled: int = -1  # the first frame that found no room
    messages: int = 0  # of a frame, into the rank that encodes it
    bytes: float = 0.0  # likewise
    most_queued: int = 0  # frames that waited for one encoder


class _Encoder:
    """A rank that receives frames, and its thread."""

    def __init__(self, rank, cores):
        self.rank, self.cores = rank, cores
        self.queued, self.encoding = 0, False
        self.stalled_since = None


class _Run:
    def __init__(self, machine, run):
        self.machine, self.run = machine, run
        self.clock, self.result = Clock(), Result()
        self.local = min(run.ranks, run.ranks_of_node)
        self.merging = run.merge and self.local > 1
        nodes = -(-run.ranks // self.local)
        # Ranks of nodes without an encoder have a core each.
        self.cores = [Cores(self.clock, machine.cores, machine.share_of_waiting)
                      for _ in range(min(nodes, run.encoders))]
        self.encoders = [_Encoder((e % nodes * self.local + e // nodes) % run.ranks,
                                  self.cores[e % nodes]) for e in range(run.encoders)]
        self.begins = []
        self.step()
        self.clock.run()
        half = len(self.begins) // 2
        self.result.total = self.clock.now
        self.result.period = (self.begins[-1] - self.begins[half]) / (len(self.begins) - 1 - half)

    def cores_of(self, rank):
        node = rank // self.local
        return self.cores[node] if node < len(self.cores) else None

    def local_ranks(self, node):
        return min(self.local, self.run.ranks - node * self.local)

    def step(self):
        frame = len(self.begins)
        self.begins.append(self.clock.now)
        if frame == self.run.frames:
            return
        m, r = self.machine, self.run
        pixels = r.pixels / r.ranks
        self.target = self.encoders[frame // r.stretch % len(self.encoders)]
        self.running = r.ranks
        self.pending, self.receiving, self.receives = [], False, False
        nodes = -(-r.ranks // self.local)
        self.expected = (nodes if self.merging else r.ranks) - 1
        self.unmapped = [self.local_ranks(node) for node in range(nodes)] if self.merging else []
        self.result.messages, self.result.bytes = self.expected, 0.0
        seconds = r.compute + (m.map_pixel * pixels + m.frame if r.movie else 0.0)
        for rank in range(r.ranks):
            more = r.jitter[(rank + frame) % len(r.jitter)] if r.jitter else 0.0
            cores = self.cores_of(rank)
            if cores:
                cores.work(seconds + more, self.mapped, rank)
            else:
                self.clock.after(seconds + more, self.mapped, rank)

    def mapped(self, rank):
        """A rank has its levels: it sends them, and only the rank that encodes waits."""
        m, r = self.machine, self.run
        pixels = r.pixels / r.ranks
        if not r.movie:
            self.done(rank)
        elif self.merging:
            node = rank // self.local
            self.unmapped[node] -= 1
            leader = self.target.rank if node == self.target.rank // self.local else node * self.local
            if self.unmapped[node] == 0:
                # The node's last levels are there. One of its ranks puts them together.
                others = self.local_ranks(node) - 1
                seconds = others * (m.local_message + m.local_byte * pixels)
                cores = self.cores_of(leader)
                if cores:
                    cores.work(seconds, self.merged, leader, others + 1)
                else:
                    self.clock.after(seconds, self.merged, leader, others + 1)
            if rank != leader:
                self.done(rank)
        elif rank == self.target.rank:
            self.receives = True
            self.receive()
        else:
            self.clock.after(m.latency, self.arrived, pixels)
            self.done(rank)

    def merged(self, leader, ranks):
        if leader == self.target.rank:
            self.receives = True
            self.receive()
        else:
            self.clock.after(self.machine.latency, self.arrived, ranks * self.run.pixels / self.run.ranks)
            self.done(leader)

    def arrived(self, size):
        self.result.bytes += size
        self.pending.append(size)
        self.receive()

    def receive(self):
        """The rank that encodes takes what has arrived. Messages one by one end at the same time."""
        if not self.receives or self.receiving:
            return
        if self.pending:
            self.receiving = True
            m, count = self.machine, len(self.pending)
            seconds = count * m.message + sum(self.pending) * m.byte
            self.pending = []
            self.target.cores.work(seconds, self.received, count)
        elif self.expected == 0:
            self.receives = False
            self.enqueue(self.target)

    def received(self, count):
        self.receiving = False
        self.expected -= count
        self.receive()

    def enqueue(self, encoder):
        if encoder.encoding and encoder.queued == self.run.queue:
            encoder.stalled_since = self.clock.now
            if self.result.first_stalled < 0:
                self.result.first_stalled = len(self.begins) - 1
            return
        encoder.queued += 1
        self.encode(encoder)
        self.result.most_queued = max(self.result.most_queued, encoder.queued)
        self.done(encoder.rank)

    def encode(self, encoder):
        if encoder.encoding or encoder.queued == 0:
            return
        encoder.queued -= 1
        encoder.encoding = True
        encoder.cores.work(self.machine.encode_pixel * self.run.pixels, self.encoded, encoder)

    def encoded(self, encoder):
        encoder.encoding = False
        self.encode(encoder)
        if encoder.stalled_since is not None:
            self.result.stalled += self.clock.now - encoder.stalled_since
            encoder.stalled_since = None
            self.enqueue(encoder)

    def done(self, rank):
        """A rank waits for the next step."""
        cores = self.cores_of(rank)
        if cores:
            cores.wait(1)
        self.running -= 1
        if self.running == 0:
            for cores in self.cores:
                cores.wait(-cores.waiting)
            self.step()


def simulate(machine, run):
    """Simulates a run, message by message: compute, map, send; the encoding rank receives within its
    push, which returns once the frame is in the queue; a thread encodes.
    """
    return _Run(machine, run).result


@dataclasses.dataclass
class Poster:
    """One PNG, whose strips ranks compress and rank 0 writes, as without a common file system."""
    ranks: int
    pixels: int
    deflate_pixel: float  # seconds
    bytes_a_pixel: float  # of the file
    file_byte: float  # seconds to write a byte


def simulate_poster(machine, poster):
    """Seconds until the file is written: map, exchange blocks for strips, compress, send, write."""
    clock = Clock()
    link, disk = Server(clock), Server(clock)
    mine = poster.pixels / poster.ranks
    # A rank gives away its block and receives a strip.
    exchange = machine.message + machine.byte * mine + machine.latency if poster.ranks > 1 else 0.0
    size = mine * poster.bytes_a_pixel
    write = lambda: disk.serve(size * poster.file_byte, lambda: None)
    for rank in range(poster.ranks):
        seconds = (machine.map_pixel + poster.deflate_pixel) * mine + exchange
        if rank == 0:
            clock.after(seconds, write)
        else:
            clock.after(seconds + machine.latency, link.serve,
                        machine.message + machine.byte * size, write)
    clock.run()
    return clock.now
