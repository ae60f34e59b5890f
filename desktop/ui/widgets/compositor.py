"""Whether the screen blends windows: without that, what is see-through in a window shows black."""

from PySide6.QtGui import QGuiApplication


def is_blending() -> bool:
    """Everywhere but on an X server without a compositor, as a small or an old machine has it."""
    return QGuiApplication.platformName() != "xcb" or _x_has_compositor()


def _x_has_compositor() -> bool:
    """A compositor owns the selection _NET_WM_CM_S of its screen."""
    import ctypes

    try:
        xlib = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XInternAtom.restype = xlib.XGetSelectionOwner.restype = ctypes.c_ulong
    display = ctypes.c_void_p(xlib.XOpenDisplay(None))
    if not display:
        return True
    name = f"_NET_WM_CM_S{xlib.XDefaultScreen(display)}".encode()
    owner = xlib.XGetSelectionOwner(display, ctypes.c_ulong(xlib.XInternAtom(display, name, 0)))
    xlib.XCloseDisplay(display)
    return bool(owner)
