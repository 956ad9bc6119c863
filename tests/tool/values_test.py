"""Arrays whose values or shapes are easily got wrong, through the command-line tool: spans wider than
the element type, integers beyond 2^53, alpha of integers, colours of one row. NumPy says what is right.

    values_test.py ARRAYREEL
"""
import io

import numpy as np

from tool_case import Case, frames_of, levels, main, pixels

STAMP = 1_700_000_000_000_000_001


class Values(Case):
    def picture(self, array, *options):
        np.save("x.npy", array)
        return pixels(io.BytesIO(self.succeed("x.npy", *options, "-o", "-")))

    def movie(self, array, *options, **how):
        np.save("x.npy", array)
        self.succeed("x.npy", *options, "-o", "x.mkv")
        return frames_of("x.mkv", **how)

    def test_spans_wider_than_the_type(self):
        for dtype, largest in (("f2", 6e4), ("f4", 3e38), ("f8", 1.5e308)):
            a = np.array([[-1, -0.5, 0, 1 / 3, 1]] * 2) * largest
            a = a.astype(dtype)
            expected = [0, 64, 128, 170, 255]
            self.assertEqual(self.picture(a).tolist(), [expected] * 2, dtype)
            self.assertEqual(self.picture(a, "--vsym").tolist(), [expected] * 2, dtype)
            frames = self.movie(np.stack([a, a[:, ::-1]]).repeat(8, 1).repeat(4, 2))
            self.assertEqual(frames[1, 0, ::4, 0].tolist(), expected[::-1], dtype)

    def test_exact_integers(self):
        for dtype, start in (("i8", STAMP), ("i8", -STAMP), ("u8", 2**64 - 41), ("i8", -2**63),
                             ("u8", 2**63 - 20)):
            a = np.array([[start, start + 10], [start + 20, start + 40]], dtype)
            expected = levels((a - a.min()).astype(int), 0, 40)
            self.assertEqual(self.picture(a).tolist(), expected.tolist(), start)
            info = self.succeed("x.npy", "--info").decode()
            self.assertIn(f"{start} to {start + 40}", info)
            np.save("t.npy", np.stack([a - np.array(0, dtype), a]))
            self.assertIn(f"{start} to {start + 40}", self.succeed("t.npy", "--info").decode())
            frames = self.movie(np.stack([a, a]).repeat(8, 1).repeat(8, 2))
            self.assertEqual(frames[0, ::8, ::8, 0].tolist(), expected.tolist(), start)
        a = np.array([[-2**63, 2**63 - 1]], "i8")
        self.assertEqual(self.picture(a).tolist(), [[0, 255]])
        self.assertIn(f"{-2**63} to {2**63 - 1}", self.succeed("x.npy", "--info").decode())
        # What a double holds is printed as it was.
        np.save("x.npy", np.array([[-5, 1000]], "i8"))
        self.assertIn("-5 to 1000", self.succeed("x.npy", "--info").decode())

    def test_alpha_of_integers(self):
        b = np.random.default_rng(0).integers(0, 256, (4, 6, 4))
        b[0, 0] = 0
        b[0, 1] = 255
        for dtype in ("i2", "i4", "i8", "u4", "u8"):
            seen = self.picture(b.astype(dtype))
            # 0…255 over 256 levels: v · 256 / 255.
            colors = levels(b[..., :3].astype(float), 0, 255)
            self.assertEqual(seen[..., :3].tolist(), colors.tolist(), dtype)
            self.assertEqual(seen[..., 3].tolist(), b[..., 3].tolist(), dtype)
            gray = self.picture(b[..., 2:].astype(dtype))
            self.assertEqual(gray[..., -1].tolist(), b[..., 3].tolist(), dtype)
        deep = self.picture((b * 257).astype("i4"))
        self.assertEqual(deep[..., 3].tolist(), b[..., 3].tolist())
        np.save("x.npy", np.stack([b, np.where(b > 0, 255, 0)]).repeat(4, 1).repeat(4, 2))
        self.succeed("x.npy", "-o", "x.apng")
        with open("x.apng", "rb") as file:
            self.assertEqual(pixels(file)[::4, ::4, 3].tolist(), b[..., 3].tolist())

    def test_colours_of_one_row_or_column(self):
        a = np.random.default_rng(1).integers(0, 256, (16, 3)).astype("u1")
        for shape in ((1, 16, 3), (1, 1, 16, 3), (1, 16, 1, 3)):
            seen = self.picture(a.reshape(shape))
            expected = a.reshape((16, 1, 3) if shape == (1, 16, 1, 3) else (1, 16, 3))
            self.assertEqual(seen.tolist(), expected.tolist(), shape)
        for shape in ((16, 1, 3), (16, 1, 1, 3)):
            self.assertEqual(self.picture(a.reshape(shape)).tolist(),
                             a.reshape(16, 1, 3).tolist(), shape)
        for shape in ((3, 1, 16), (3, 1, 1, 16), (1, 3, 1, 16)):
            self.assertEqual(self.picture(a.T.reshape(shape)).tolist(),
                             a.reshape(1, 16, 3).tolist(), shape)
        for shape in ((3, 16, 1), (1, 3, 16, 1)):
            self.assertEqual(self.picture(a.T.reshape(shape)).tolist(),
                             a.reshape(16, 1, 3).tolist(), shape)
        gray = np.arange(12 * 5, dtype="u1").reshape(12, 5)
        for shape in ((1, 12, 5), (12, 5, 1), (12, 1, 5), (1, 12, 5, 1), (1, 1, 12, 5)):
            self.assertEqual(self.picture(gray.reshape(shape)).tolist(), gray.tolist(), shape)
        t = np.stack([a, a[::-1]])
        for shape, flipped in (((2, 1, 16, 3), False), ((2, 16, 1, 3), True)):
            seen = self.movie(t.reshape(shape), "--codec", "ffv1", pix_fmt="rgb24")
            step = seen.shape[1 if flipped else 2] // 16
            line = seen[:, ::step, 0] if flipped else seen[:, 0, ::step]
            self.assertEqual(line[:, :16].tolist(), t.tolist(), shape)


if __name__ == "__main__":
    main()
