"""An RTSP server for the tests: GStreamer's, with made-up pictures. Prints its two ports once it listens, and ends with its parent.

first port    /h264 and /jpeg, 160x120, 15 frames a second
second port   /jpeg for user "lens", password "p@ss:w0rd/%"
"""
import os
import signal
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PICTURES = "videotestsrc is-live=true pattern=ball ! video/x-raw,width=160,height=120,framerate=15/1"
H264 = f"( {PICTURES} ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! rtph264pay name=pay0 pt=96 )"
JPEG = f"( {PICTURES},format=I420 ! jpegenc ! rtpjpegpay name=pay0 pt=26 )"

Gst.init(None)
missing = [name for name in ("x264enc", "rtph264pay", "jpegenc", "rtpjpegpay") if Gst.ElementFactory.find(name) is None]
if missing:
    sys.exit("missing GStreamer elements: " + " ".join(missing))
if "--check" in sys.argv:
    sys.exit(0)


def serve(port, mounts):
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    for path, launch in mounts.items():
        made = GstRtspServer.RTSPMediaFactory()
        made.set_launch(launch)
        made.set_shared(True)
        server.get_mount_points().add_factory(path, made)
    return server


open_server = serve(sys.argv[1] if len(sys.argv) > 1 else "0", {"/h264": H264, "/jpeg": JPEG})
shut_server = serve("0", {"/jpeg": JPEG})
auth = GstRtspServer.RTSPAuth()
token = GstRtspServer.RTSPToken()
token.set_string("media.factory.role", "viewer")
auth.add_basic(GstRtspServer.RTSPAuth.make_basic("lens", "p@ss:w0rd/%"), token)
shut_server.set_auth(auth)
role = Gst.Structure.new_empty("viewer")
role.set_value("media.factory.access", True)
role.set_value("media.factory.construct", True)
shut_server.get_mount_points().match("/jpeg")[0].add_role_from_structure(role)

for server in (open_server, shut_server):
    if server.attach(None) == 0:
        sys.exit("cannot listen")
print(open_server.get_bound_port(), shut_server.get_bound_port(), flush=True)

# Whoever started this holds the other end of standard input.
threading.Thread(target=lambda: (sys.stdin.read(), os.kill(os.getpid(), signal.SIGKILL)), daemon=True).start()
GLib.MainLoop().run()
