"""The simulation against closed forms.

    simulation_test.py
"""
import random
import unittest

from simulation import Clock, Cores, Machine, Poster, Run, Server, simulate, simulate_poster


def mean_time_in_system(make, load, service, count, draw=random.Random(5).expovariate):
    """Mean seconds from arrival to end of tasks that come at random."""
    clock, times = Clock(), []
    station = make(clock)

    def arrive(left):
        begin = clock.now
        end = lambda: times.append(clock.now - begin)
        serve = station.serve if isinstance(station, Server) else station.work
        serve(service() if callable(service) else service, end)
        if left > 1:
            clock.after(draw(load), arrive, left - 1)

    arrive(count)
    clock.run()
    assert len(times) == count
    return sum(times) / count


class Queues(unittest.TestCase):
    def test_one_server_with_constant_service_is_md1(self):
        # Pollaczek and Khinchine: waiting = load / (2 (1 - load)) services.
        for load in 0.3, 0.6, 0.8:
            measured = mean_time_in_system(Server, load, 1.0, 50_000)
            self.assertAlmostEqual(measured, 1 + load / (2 * (1 - load)), delta=0.04 * measured)

    def test_one_server_with_exponential_service_is_mm1(self):
        draw = random.Random(7)
        measured = mean_time_in_system(Server, 0.6, lambda: draw.expovariate(1), 50_000)
        self.assertAlmostEqual(measured, 1 / (1 - 0.6), delta=0.04 * measured)

    def test_a_shared_core_is_processor_sharing(self):
        # Of processor sharing the mean is 1 / (1 - load) for every distribution of service.
        for load in 0.5, 0.7:
            measured = mean_time_in_system(lambda clock: Cores(clock, 1), load, 1.0, 30_000)
            self.assertAlmostEqual(measured, 1 / (1 - load), delta=0.05 * measured)

    def test_tasks_share_cores_alike(self):
        clock, ends = Clock(), []
        cores = Cores(clock, 2)
        for seconds in 1, 2, 3, 4:
            cores.work(seconds, lambda: ends.append(clock.now))
        clock.run()
        # 4 tasks at 1/2 until 2; 3 at 2/3 for 1.5; the last two have a core each.
        for end, expected in zip(ends, (2, 3.5, 4.5, 5.5), strict=True):
            self.assertAlmostEqual(end, expected)

    def test_waiting_ranks_take_their_share(self):
        clock, ends = Clock(), []
        cores = Cores(clock, 2, share_of_waiting=0.1)
        cores.wait(30)
        cores.work(1, lambda: ends.append(clock.now))
        clock.run()
        self.assertAlmostEqual(ends[0], (1 + 3) / 2)


MACHINE = Machine(map_pixel=2e-9, encode_pixel=10e-9, frame=1e-5, message=3e-6, byte=1e-9,
                  local_message=5e-7, local_byte=1e-10, latency=2e-6)
PIXELS = 1 << 20
ENCODE = MACHINE.encode_pixel * PIXELS


def push(ranks, machine=MACHINE):
    """What the slowest rank does from step to step beside computing, where nothing is merged."""
    mapping = machine.map_pixel * PIXELS / ranks + machine.frame
    receive = (ranks - 1) * (machine.message + machine.byte * PIXELS / ranks)
    return mapping + receive + (machine.latency if ranks > 1 else 0)


class Pipelines(unittest.TestCase):
    def test_the_slowest_stage_decides(self):
        for ranks in 1, 2, 16, 1000:
            for compute in 0.001, 0.1:
                period = simulate(MACHINE, Run(ranks, PIXELS, compute, frames=40)).period
                self.assertAlmostEqual(period, max(compute + push(ranks), ENCODE),
                                       delta=1e-3 * period, msg=(ranks, compute))

    def test_without_a_movie_ranks_only_compute(self):
        result = simulate(MACHINE, Run(64, PIXELS, 0.01, movie=False))
        self.assertAlmostEqual(result.period, 0.01)
        self.assertEqual((result.messages, result.stalled), (63, 0))

    def test_the_queue_holds_back_once_it_is_full(self):
        for queue in 1, 4, 9:
            run = Run(4, PIXELS, 0.002, frames=60, queue=queue)
            solver = run.compute + push(4)
            result = simulate(MACHINE, run)
            # Frame i is there at (i + 1) solver; before it k are encoded. The first to find the
            # queue full is the first with i > queue + k.
            full = next(i for i in range(60)
                        if i - int(max(0, ((i + 1) * solver - solver) / ENCODE)) > queue)
            self.assertEqual(result.first_stalled, full)
            self.assertEqual(result.most_queued, queue)
            # All frames go one after the other through the encoder.
            self.assertAlmostEqual(result.total, solver + 60 * ENCODE, delta=1e-6)
            self.assertAlmostEqual(result.period, ENCODE, delta=1e-9)
            # What is not computed, pushed or still queued at the end was waited for.
            last_begin = result.total - (queue + 1) * ENCODE
            self.assertAlmostEqual(result.stalled, last_begin - 60 * solver, delta=ENCODE)

    def test_no_wait_where_the_encoder_is_fast_enough(self):
        result = simulate(MACHINE, Run(4, PIXELS, 0.02, frames=30))
        self.assertEqual((result.stalled, result.first_stalled, result.most_queued), (0, -1, 0))

    def test_bytes_and_messages(self):
        for ranks, node, merge, messages in ((64, 8, False, 63), (64, 8, True, 7), (1, 1, True, 0),
                                             (60, 8, True, 7), (8, 8, True, 0)):
            result = simulate(MACHINE, Run(ranks, PIXELS, 0.01, ranks_of_node=node, merge=merge))
            self.assertEqual(result.messages, messages)
            mine = min(node, ranks) if merge else 1
            self.assertAlmostEqual(result.bytes, PIXELS * (1 - mine / ranks), delta=1e-3)

    def test_merging_leaves_a_message_for_each_node(self):
        ranks, node = 4096, 64
        part = PIXELS / ranks
        local = (node - 1) * (MACHINE.local_message + MACHINE.local_byte * part)
        remote = (ranks // node - 1) * (MACHINE.message + MACHINE.byte * part * node)
        mapping = MACHINE.map_pixel * part + MACHINE.frame
        result = simulate(MACHINE, Run(ranks, PIXELS, 0.1, ranks_of_node=node, merge=True))
        self.assertAlmostEqual(result.period, 0.1 + mapping + local + MACHINE.latency + remote,
                               delta=1e-9)

    def test_encoders_share_the_frames(self):
        for encoders in 1, 2, 5, 8:
            run = Run(16, PIXELS, 0.0002, frames=160, encoders=encoders)
            period = simulate(MACHINE, run).period
            self.assertAlmostEqual(period, max(run.compute + push(16), ENCODE / encoders),
                                   delta=0.02 * period)

    def test_a_stretch_longer_than_the_queue_waits_for_its_encoder(self):
        # Each stretch of 20 frames has one encoder. While one fills its queue the last one empties
        # its own, which is all that a second encoder gains.
        stretch, computed = 20, 0.0002 + push(16)
        for queue in 4, 8:
            run = Run(16, PIXELS, 0.0002, frames=20 * stretch, encoders=20, stretch=stretch, queue=queue)
            # The last frame enters the queue when only as many are left before it as can wait.
            expected = computed + (stretch - 1 - queue) * ENCODE
            period = simulate(MACHINE, run).period
            self.assertAlmostEqual(period, expected / stretch, delta=0.005 * period, msg=queue)
        run = Run(16, PIXELS, 0.0002, frames=20 * stretch, encoders=20, stretch=stretch, queue=stretch)
        self.assertAlmostEqual(simulate(MACHINE, run).period, computed, delta=0.02 * computed)

    def test_the_slowest_rank_decides_with_jitter(self):
        jitter = (0, 0.003, 0.001)
        result = simulate(MACHINE, Run(3, PIXELS, 0.05, frames=31, jitter=jitter))
        # The encoding rank receives the others while it waits for the slowest; one frame in three
        # is it the slowest itself, and receives both then.
        mapping = MACHINE.map_pixel * PIXELS / 3 + MACHINE.frame
        one = MACHINE.message + MACHINE.byte * PIXELS / 3
        slowest_elsewhere = MACHINE.latency + one
        expected = 0.05 + 0.003 + mapping + (2 * slowest_elsewhere + 2 * one) / 3
        self.assertAlmostEqual(result.period, expected, delta=0.01 * expected)

    def test_cores_are_shared_with_the_encoder(self):
        # While ranks compute, the encoder has as large a share as each of them: in that time it does
        # as much work as one does. The rest it does alone, once the queue is full.
        machine = Machine(encode_pixel=10e-9, map_pixel=2e-9, cores=2)
        for ranks in 2, 8, 64:
            for compute in 0.004, 0.015:
                run = Run(ranks, PIXELS, compute, frames=100, ranks_of_node=ranks)
                mine = compute + machine.map_pixel * PIXELS / ranks
                if ENCODE > mine:
                    expected = mine * (ranks + 1) / 2 + ENCODE - mine
                else:
                    expected = (ranks * mine + ENCODE) / 2
                period = simulate(machine, run).period
                self.assertAlmostEqual(period, expected, delta=0.02 * period, msg=(ranks, compute))

    def test_a_poster_waits_for_its_slowest_stage(self):
        pixels, deflate, size = 1 << 30, 1e-9, 0.25
        for ranks, file_byte in (1, 2e-9), (64, 2e-9), (4096, 2e-9), (4096, 0.0):
            seconds = simulate_poster(MACHINE, Poster(ranks, pixels, deflate, size, file_byte))
            mine = pixels / ranks
            first = (MACHINE.map_pixel + deflate) * mine
            strip = size * mine
            if ranks > 1:
                first += MACHINE.message + MACHINE.byte * mine + MACHINE.latency
            link = MACHINE.message + MACHINE.byte * strip
            if ranks == 1:
                expected = first + strip * file_byte
            elif strip * file_byte > link:
                expected = first + ranks * strip * file_byte  # the disk never waits
            else:
                expected = first + MACHINE.latency + (ranks - 1) * link + strip * file_byte
            self.assertAlmostEqual(seconds, expected, delta=2e-3 * expected, msg=(ranks, file_byte))


if __name__ == "__main__":
    unittest.main()
