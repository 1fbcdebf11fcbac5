#!/usr/bin/env python3
"""Runs every command of README.md that has a printed part below it, and puts what it prints there.

    python3 src/StreamMood.Lab/update-readme.py [--streammood PATH] [--only TEXT]
"""
import argparse
import re
import shlex
import subprocess
from pathlib import Path

readme = Path(__file__).resolve().parent / "README.md"
root = readme.parents[2]
parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--streammood", default=root / "src/StreamMood.Cli/bin/Release/net10.0/streammood", type=Path)
parser.add_argument("--only", default="", help="just the commands that contain this")
arguments = parser.parse_args()
program = arguments.streammood
if not program.exists():
    raise SystemExit(f"{program} does not exist; build it: dotnet build src/StreamMood.Cli -c Release")


def run(match):
    command, opening, closing = match["command"], match["opening"], match["closing"]
    if arguments.only not in command:
        return match[0]
    missing = [word for word in shlex.split(command) if word.endswith(".onnx") and not (root / word).exists()]
    if missing:
        print(f"left as it is: {command}\n  {', '.join(missing)} does not exist")
        return match[0]
    print(command, flush=True)
    call = subprocess.run([program, *shlex.split(command)[1:]], cwd=root, text=True, stdout=subprocess.PIPE)
    if call.returncode:
        raise SystemExit(f"exit code {call.returncode}; README.md is left as it was")
    return f"```bash\n{command}\n```\n\n{opening}\n{call.stdout.strip()}\n{closing}"


pattern = r"```bash\n(?P<command>streammood .*)\n```\n\n(?P<opening><!-- printed -->)\n(?s:.*?)(?P<closing><!-- /printed -->)"
readme.write_text(re.sub(pattern, run, readme.read_text()))
