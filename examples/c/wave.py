"""A picture of a NumPy array by the C interface: wave.py [libarrayreel-c.so.0]"""
import ctypes
import sys
import numpy as np

library = ctypes.CDLL(sys.argv[1] if len(sys.argv) > 1 else "libarrayreel-c.so.0")
library.arrayreel_error_text.restype = ctypes.c_char_p
y, x = np.mgrid[0:120, 0:160]
u = np.sin(.1 * x) * np.cos(.06 * y)
extents = (ctypes.c_size_t * u.ndim)(*u.shape)
strides = (ctypes.c_ssize_t * u.ndim)(*(s // u.itemsize for s in u.strides))
status = library.arrayreel_write_png(
    b"u.png", ctypes.c_void_p(u.ctypes.data), library.arrayreel_type_named(u.dtype.name.encode()),
    u.ndim, extents, strides, b"vsym; colormap=RdBu")
if status != 0:
    sys.exit(library.arrayreel_error_text().decode())
